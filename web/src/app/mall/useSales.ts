/** The limited-time sale by the server's clock; asked for anew when a session ends. */
import { useQuery } from '@/lib/query'
import { computed } from 'vue'
import { listSales } from '@/api.gen'

export function useSales() {
  const query = useQuery({
    queryKey: ['sales'],
    queryFn: async () => {
      const sales = await listSales()
      return { ...sales, ahead: Date.parse(sales.now) - Date.now() }
    },
    staleTime: 30_000,
  })
  /** Server's clock minus ours, in milliseconds. */
  const ahead = computed(() => query.data.value?.ahead ?? 0)
  const sessions = computed(() => query.data.value?.sessions ?? [])
  const running = computed(() => sessions.value.find((one) => one.running))
  const next = computed(() => sessions.value.find((one) => !one.running))
  return { ...query, ahead, sessions, running, next }
}
