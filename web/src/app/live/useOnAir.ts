/** The show with which a member is on air now, if there is one that this viewer may see. */
import { computed, type ComputedRef } from 'vue'
import { listShows, type Show } from '@/api.gen'
import { useQuery } from '@/lib/query'

export function useOnAir(host: string): ComputedRef<Show | undefined> {
  const query = useQuery({ queryKey: ['on-air', host], queryFn: () => listShows({ view: 'now', host, limit: 1 }), staleTime: 0 })
  return computed(() => query.data.value?.items[0])
}
