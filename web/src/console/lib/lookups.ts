/** Short lists that forms choose from, asked for once: warehouses, suppliers, brands, categories. */
import { useQuery } from '@/lib/query'
import { computed } from 'vue'
import { listCategories, listConsoleBrands, listSuppliers, listWarehouses } from '@/api.gen'
import { language } from '@/lib/words'
import type { Choice } from './views'

interface Paged<T> { items: T[]; next_cursor?: string | null }
/** All pages of a list that is known to be short. */
export async function everything<T>(page: (cursor: string | null) => Promise<Paged<T>>, most = 20): Promise<T[]> {
  const found: T[] = []
  let cursor: string | null = null
  for (let turn = 0; turn < most; turn++) {
    const answer: Paged<T> = await page(cursor)
    found.push(...answer.items)
    cursor = answer.next_cursor ?? null
    if (!cursor) break
  }
  return found
}
const LONG = 10 * 60_000

export function useWarehouses() {
  const query = useQuery({ queryKey: ['lookup', 'warehouses'], queryFn: () => listWarehouses(), staleTime: LONG })
  return computed<Choice[]>(() => (query.data.value ?? []).map((one) => ({ value: one.id, label: `${(language.value === 'en' && one.name_en) || one.name} · ${one.code}` })))
}
export function useSuppliers() {
  const query = useQuery({ queryKey: ['lookup', 'suppliers'], queryFn: () => everything((cursor) => listSuppliers({ cursor, limit: 50 })), staleTime: LONG })
  const choices = computed<Choice[]>(() => (query.data.value ?? []).map((one) => ({ value: one.id, label: `${one.name} · ${one.currency}` })))
  return { suppliers: computed(() => query.data.value ?? []), choices }
}
export function useBrands() {
  const query = useQuery({ queryKey: ['lookup', 'brands'], queryFn: () => everything((cursor) => listConsoleBrands({ cursor, limit: 50 })), staleTime: LONG })
  return computed<Choice[]>(() => (query.data.value ?? []).map((one) => ({ value: one.id, label: language.value === 'en' ? one.name_en : one.name_zh })))
}
export function useCategories() {
  const query = useQuery({ queryKey: ['lookup', 'categories'], queryFn: () => listCategories(), staleTime: LONG })
  return computed<Choice[]>(() => {
    const list = query.data.value ?? []
    const parents = new Set(list.map((one) => one.parent_id))
    return list.filter((one) => !parents.has(one.id)).map((one) => ({ value: one.id, label: language.value === 'en' ? one.name_en : one.name_zh }))
  })
}
