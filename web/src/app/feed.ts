/** A list without end: pages by cursor, the next one fetched before the end is reached. */
import { computed, type MaybeRefOrGetter, onBeforeUnmount, toValue, watch, type Ref } from 'vue'
import { type InfiniteData, useInfiniteQuery } from '@/lib/query'

export interface Paged<T> {
  items: T[]
  next_cursor?: string | null
}

export function useFeed<T>(key: MaybeRefOrGetter<readonly unknown[]>, fetchPage: (cursor: string | null) => Promise<Paged<T>>, options: { first?: Paged<T> | null; enabled?: MaybeRefOrGetter<boolean> } = {}) {
  // What the server wrote into the page belongs to the key of the start; another key begins empty.
  const firstKey = JSON.stringify(toValue(key))
  // It is fresh once; whoever asks anew gets an answer of now.
  let first = options.first ?? null
  const firstPage = (): InfiniteData<Paged<T>> | undefined => {
    if (!first || JSON.stringify(toValue(key)) !== firstKey) return undefined
    const page = first
    first = null
    return { pages: [page] }
  }
  const query = useInfiniteQuery<Paged<T>>({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    enabled: () => toValue(options.enabled) ?? true,
    initialData: firstPage,
  })
  const items = computed<T[]>(() => (query.data.value?.pages ?? []).flatMap((page) => page.items))
  const ended = computed(() => !query.hasNextPage.value && !query.isPending.value)
  async function more(): Promise<void> {
    if (query.hasNextPage.value && !query.isFetchingNextPage.value) await query.fetchNextPage()
  }
  return { ...query, items, ended, more }
}

/** Calls `more` when the marked element comes within 1,200 px of the view. */
export function useNearEnd(element: Readonly<Ref<HTMLElement | null>>, more: () => unknown): void {
  const watcher = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) void more()
  }, { rootMargin: '1200px' })
  watch(element, (now, before) => {
    if (before) watcher.unobserve(before)
    if (now) watcher.observe(now)
  }, { immediate: true })
  onBeforeUnmount(() => watcher.disconnect())
}
