/** What is asked anew when the person or their wishes change: everything shown now, from its first page; the rest is forgotten. */
import type { InfiniteData, QueryClient } from '@tanstack/vue-query'

export async function askAnew(queries: QueryClient, key: readonly unknown[] = []): Promise<void> {
  queries.removeQueries({ queryKey: key, type: 'inactive' })
  queries.setQueriesData<InfiniteData<unknown> | unknown>({ queryKey: key }, (kept: unknown) => {
    const pages = (kept as InfiniteData<unknown> | undefined)?.pages
    return pages && pages.length > 1 ? { pages: pages.slice(0, 1), pageParams: (kept as InfiniteData<unknown>).pageParams.slice(0, 1) } : kept
  })
  await queries.invalidateQueries({ queryKey: key })
}
