/** One order, asked anew while something happens to it, and what a member can do with it. */
import { useQueryClient } from '@/lib/query'
import { ref } from 'vue'
import { cancelOrder, confirmReceipt, type Order } from '@/api.gen'
import { toast } from '@/ds/toast'
import { sentence } from '@/lib/explain'
import { intention } from '@/lib/http'
import { ordering as t } from '../words/orders'

export const ORDERS = ['orders'] as const
export const orderKey = (id: string) => ['orders', 'one', id] as const

/** The first of an order's lines that its buyer may write about. */
export const reviewable = (order: Order) => order.lines.find((line) => line.reviewable)
/** Whether an order waits for something that its buyer does. */
export const asks = (order: Order): boolean => order.can_pay || order.can_confirm || Boolean(reviewable(order))

export function useOrderVerbs() {
  const queries = useQueryClient()
  const busy = ref(false)
  const keys = new Map<string, string>()

  async function run(what: () => Promise<Order>, said: (order: Order) => string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      const order = await what()
      queries.setQueryData(orderKey(order.id), order)
      toast(said(order))
      return true
    } catch (error) {
      toast(sentence(error), { tone: 'bad' })
      return false
    } finally {
      busy.value = false
      void queries.invalidateQueries({ queryKey: ORDERS })
    }
  }
  function cancel(order: Order, reason: string): Promise<boolean> {
    if (!keys.has(order.id)) keys.set(order.id, intention())
    return run(
      () => cancelOrder({ order: order.id, idempotencyKey: keys.get(order.id)!, body: { reason } }),
      (now) => t(now.state === 'cancelled' ? 'cancelled' : 'refunding'),
    )
  }
  const confirm = (order: Order): Promise<boolean> => run(() => confirmReceipt({ order: order.id }), () => t('confirmed'))
  return { busy, cancel, confirm }
}
