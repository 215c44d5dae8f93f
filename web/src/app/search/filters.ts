/** How a search is sorted and narrowed; prices in fen as the shelves want them. */
import type { Sort } from '@/api.gen'

export interface Filters {
  sort: Sort
  days: number | null
  from: number | null
  to: number | null
}
export const NONE: Filters = { sort: 'best', days: null, from: null, to: null }
export const narrowed = (filters: Filters, kind: string): boolean =>
  filters.sort !== 'best' || (kind === 'products' ? filters.from !== null || filters.to !== null : filters.days !== null)
