/** What is asked anew when the person or their wishes change: everything shown now, from its first page; the rest is forgotten. */
import type { InfiniteData, QueryClient } from '@/lib/query'

export async function askAnew(queries: QueryClient, key: readonly unknown[] = []): Promise<void> {
  queries.removeQueries({ queryKey: key, inactive: true })
  queries.setQueriesData<Partial<InfiniteData<unknown>> | null>({ queryKey: key }, (kept) =>
    Array.isArray(kept?.pages) ? { pages: kept.pages.slice(0, 1) } : kept)
  await queries.invalidateQueries({ queryKey: key })
}
