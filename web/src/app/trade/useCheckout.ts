/** One purchase from goods to payment: a signed quote that is renewed when it must, and an order that is placed once. */
import { useQuery, useQueryClient } from '@/lib/query'
import { computed, onBeforeUnmount, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { makeQuote, type Money, placeOrder, type Quote, type WantedLine } from '@/api.gen'
import { sentence } from '@/lib/explain'
import { money } from '@/lib/format'
import { ApiError, intention } from '@/lib/http'
import { buying as t } from '../words/buying'
import { sourceIn } from './source'
import { CART } from './useCart'
import { useAddresses } from './usePerson'

const RENEW_BEFORE = 20_000
const LONGEST = 9.5 * 60_000

/** Goods named in the address: ?sku=ID&quantity=N or ?lines=SKU:QUANTITY,… */
export function linesOf(query: Record<string, unknown>): WantedLine[] {
  const told = typeof query.lines === 'string' ? query.lines.split(',') : typeof query.sku === 'string' ? [`${query.sku}:${String(query.quantity ?? 1)}`] : []
  return told.flatMap((one) => {
    const [sku, quantity] = one.split(':')
    return sku && /^\d{1,19}$/.test(sku) && Number(quantity) >= 1 ? [{ sku, quantity: Math.trunc(Number(quantity)) }] : []
  })
}

/** Where it is kept over which page an order was placed. */
export const boughtOver = (order: string): string => `bought-over-${order}`
/** What is bought over another page: goods and source are given instead of standing in the address. */
export interface Given {
  lines: WantedLine[]
  source: string
}
export type Buying = ReturnType<typeof useCheckout>

export function useCheckout(given?: Given) {
  const route = useRoute()
  const router = useRouter()
  const queries = useQueryClient()
  const addresses = useAddresses()
  const picked = ref<string | null>(null)
  const lines = ref<WantedLine[]>(given?.lines ?? linesOf(route.query))
  const address = computed(() => addresses.data.value?.find((one) => one.id === picked.value) ?? addresses.data.value?.[0] ?? null)

  const quote = useQuery({
    queryKey: computed(() => ['quote', address.value?.id, lines.value.map((one) => `${one.sku}:${one.quantity}`).join()]),
    queryFn: () => makeQuote({ body: { address: address.value!.id, lines: lines.value } }),
    enabled: computed(() => Boolean(address.value && lines.value.length)),
    placeholderData: (before: Quote | undefined) => before,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })
  const told = ref<{ text: string; tone: 'calm' | 'bad' } | null>(null)
  const busy = ref(false)
  const fresh = computed(() => (quote.isPlaceholderData.value || quote.isError.value ? undefined : quote.data.value))
  const keys = new Map<string, string>()
  let timer = 0
  /** A quote whose order may have been placed: until the server has said so or not, nothing else may be ordered. */
  let unsure: Quote | null = null
  /** What the last quote was for. */
  let priced: WantedLine[] | null = null

  /** On to paying: in the place of this page, or before the page that this lies over, to which buyers are led back. */
  function onward(order: string, query: Record<string, string> = {}): Promise<unknown> {
    const to = { name: 'pay', params: { id: order }, query }
    if (!given) return router.replace(to)
    sessionStorage.setItem(boughtOver(order), route.fullPath)
    return router.push(to)
  }
  /** Ask anew before the promise ends, and say whether the sum is another one. */
  async function renew(): Promise<void> {
    if (unsure) return
    const before = quote.data.value?.total
    await quote.refetch()
    if (before && fresh.value) compare(before, fresh.value.total, true)
  }
  function compare(before: Money, now: Money, quiet = false): void {
    if (before.amount !== now.amount) told.value = { text: t('changed', { before: money(before), after: money(now) }), tone: 'bad' }
    else told.value = { text: t(quiet ? 'requoted' : 'changed_lines'), tone: 'calm' }
  }
  watch(fresh, (now) => {
    clearTimeout(timer)
    if (!now) return
    priced = lines.value
    const left = new Date(now.expires_at).getTime() - Date.now() - RENEW_BEFORE
    timer = window.setTimeout(() => void renew(), left > 0 && left < LONGEST ? left : LONGEST)
  }, { immediate: true })
  onBeforeUnmount(() => clearTimeout(timer))
  /** A quantity that is refused goes back to the one that was not, and says why: the goods must not vanish at the till. */
  watch(quote.error, (error) => {
    const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500
    if (!isRefused || !priced || priced === lines.value) return
    put(priced)
    told.value = { text: sentence(error), tone: 'bad' }
  })

  function put(wanted: WantedLine[]): void {
    lines.value = wanted
    if (!given) void router.replace({ query: { ...route.query, sku: undefined, quantity: undefined, lines: wanted.map((one) => `${one.sku}:${one.quantity}`).join(',') } })
  }
  function setQuantity(sku: string, quantity: number): void {
    unsure = null
    told.value = null
    put(lines.value.map((one) => (one.sku === sku ? { ...one, quantity } : one)))
  }
  function pick(id: string): void {
    unsure = null
    told.value = null
    picked.value = id
  }

  /** Place the order and go to pay. Pressed twice or tried again it is the same intention, so there is one order. */
  async function pay(): Promise<void> {
    const now = unsure ?? fresh.value
    if (busy.value || !now) return
    busy.value = true
    told.value = null
    if (!keys.has(now.token)) keys.set(now.token, intention())
    const source = given?.source ?? sourceIn(route.query.source) ?? null
    try {
      const order = await placeOrder({ idempotencyKey: keys.get(now.token)!, body: { quote: now.token, notice_version: now.notice_version, source } })
      void queries.invalidateQueries({ queryKey: CART })
      await onward(order.id, { go: '1' })
    } catch (error) {
      unsure = error instanceof ApiError && (error.status === 0 || error.status >= 500) ? now : null
      await refused(error)
    } finally {
      busy.value = false
    }
  }
  async function refused(error: unknown): Promise<void> {
    const problem = error instanceof ApiError ? error.problem : null
    const before = quote.data.value?.total
    if (problem?.code === 'trade.quote-used' && typeof problem.details?.order === 'string') {
      await onward(problem.details.order)
    } else if (problem?.code === 'trade.quote-changed' || problem?.code === 'trade.quote-expired' || problem?.code === 'trade.quote-unreadable') {
      await quote.refetch()
      if (before && fresh.value) compare(before, fresh.value.total, problem.code !== 'trade.quote-changed')
    } else {
      if (problem?.code === 'trade.identity-needed' || problem?.code === 'trade.notice-not-accepted') await quote.refetch()
      told.value = { text: sentence(error), tone: 'bad' }
    }
  }
  return { addresses, address, pick, lines, setQuantity, quote, fresh, told, busy, pay }
}
