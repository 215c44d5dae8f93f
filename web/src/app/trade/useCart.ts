/** The cart as the server sees it, with what is selected; every change is told at once and can be taken back. */
import { useQuery, useQueryClient } from '@/lib/query'
import { computed, ref } from 'vue'
import { type Cart, type CartLine, putInCart, takeFromCart, viewCart } from '@/api.gen'
import { toast } from '@/ds/toast'
import { sentence } from '@/lib/explain'
import { buying as t } from '../words/buying'
import { general } from '../words/general'

/** What every place that counts the cart shall ask anew. */
export const CART = ['cart'] as const

export function useCart() {
  const queries = useQueryClient()
  const leftOut = ref<string[]>([])
  const busy = ref(new Set<string>())
  const query = useQuery({
    queryKey: computed(() => [...CART, [...leftOut.value].sort()]),
    queryFn: () => viewCart(leftOut.value.length ? { leave_out: leftOut.value as unknown as number[] } : {}),
    placeholderData: (before: Cart | undefined) => before,
    staleTime: 0,
    gcTime: 0,
  })
  const lines = computed(() => query.data.value?.lines ?? [])
  const parcels = computed(() => {
    const bySku = new Map(lines.value.map((line) => [line.sku, line]))
    return (query.data.value?.parcels ?? []).map((parcel) => ({ parcel, lines: parcel.skus.flatMap((sku) => bySku.get(sku) ?? []) }))
  })
  const stranded = computed(() => {
    const placed = new Set(parcels.value.flatMap((one) => one.parcel.skus))
    return lines.value.filter((line) => !placed.has(line.sku))
  })

  async function change(sku: string, run: () => Promise<unknown>): Promise<boolean> {
    busy.value = new Set(busy.value).add(sku)
    try {
      await run()
      return true
    } catch (error) {
      toast(sentence(error), { tone: 'bad' })
      return false
    } finally {
      await queries.invalidateQueries({ queryKey: CART })
      busy.value = new Set([...busy.value].filter((one) => one !== sku))
    }
  }
  const setQuantity = (sku: string, quantity: number): Promise<boolean> => change(sku, () => putInCart({ sku, body: { quantity } }))
  async function remove(line: CartLine): Promise<void> {
    if (!(await change(line.sku, () => takeFromCart({ sku: line.sku })))) return
    const back = line.warnings.includes('off_sale') ? undefined : { label: general('undo'), run: () => void setQuantity(line.sku, line.quantity) }
    toast(t('removed'), back ? { action: back } : {})
  }
  function select(skus: string[], on: boolean): void {
    leftOut.value = on ? leftOut.value.filter((sku) => !skus.includes(sku)) : [...new Set([...leftOut.value, ...skus])]
  }
  return { ...query, lines, parcels, stranded, busy, setQuantity, remove, select }
}
