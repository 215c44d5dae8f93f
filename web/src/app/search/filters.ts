/** How a search is sorted and narrowed, and what shall not be read out of its words; prices in fen. */
import type { WarehouseKind } from '@/api.gen'

export type SearchSort = 'best' | 'new' | 'cheap' | 'dear'
export type Read = 'brand' | 'price' | 'spelling'
export interface Filters {
  sort: SearchSort
  days: number | null
  from: number | null
  to: number | null
  brand: string | null
  category: string | null
  warehouse: WarehouseKind | null
  stock: boolean
  verified: boolean
  without: Read[]
}
export const NONE: Filters = { sort: 'best', days: null, from: null, to: null, brand: null, category: null, warehouse: null, stock: false, verified: false, without: [] }

/** Whether the member narrowed or sorted; what was taken off the words is none of that. */
export function narrowed(filters: Filters): boolean {
  const { without: _, ...chosen } = filters
  return Object.entries(chosen).some(([name, value]) => value !== NONE[name as keyof Filters])
}

/** The filters as the search takes them. */
export function asked(filters: Filters): { sort: SearchSort; days: number | null; price_from: number | null; price_to: number | null; brand: string | null; category: string | null; warehouse: WarehouseKind | null; in_stock: boolean; verified: boolean; without: Read[] } {
  const { from, to, stock, ...others } = filters
  return { ...others, price_from: from, price_to: to, in_stock: stock }
}
