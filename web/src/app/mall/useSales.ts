/** The limited-time sale by the server's clock; asked for anew when a session ends. */
import { useQuery } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { listSales, type Sales } from '@/api.gen'

export function useSales() {
  /** Server's clock minus ours, in milliseconds. */
  const ahead = ref(0)
  const query = useQuery({
    queryKey: ['sales'],
    queryFn: async (): Promise<Sales> => {
      const sales = await listSales()
      ahead.value = Date.parse(sales.now) - Date.now()
      return sales
    },
    staleTime: 30_000,
  })
  const sessions = computed(() => query.data.value?.sessions ?? [])
  const running = computed(() => sessions.value.find((one) => one.running))
  const next = computed(() => sessions.value.find((one) => !one.running))
  return { ...query, ahead, sessions, running, next }
}
