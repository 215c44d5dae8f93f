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
  /** The next page; one that failed only when it is wanted anew. */
  async function more(again = false): Promise<void> {
    if (query.hasNextPage.value && !query.isFetchingNextPage.value && (again || !query.error.value)) await query.fetchNextPage()
  }
  return { ...query, items, ended, more }
}

const AGAIN = 400
/**
 * Calls `more` when the marked element comes within 1,200 px of the view, and again while it stays there: what came may
 * be too little to push it away, or is still being drawn while a finger flies on. Coming back to it wants anew what failed.
 */
export function useNearEnd(element: Readonly<Ref<HTMLElement | null>>, more: (again: boolean) => unknown): void {
  let timer = 0
  const watcher = new IntersectionObserver((entries) => {
    window.clearInterval(timer)
    if (!entries.at(-1)?.isIntersecting) return
    void more(true)
    timer = window.setInterval(() => void more(false), AGAIN)
  }, { rootMargin: '1200px' })
  watch(element, (now, before) => {
    window.clearInterval(timer)
    if (before) watcher.unobserve(before)
    if (now) watcher.observe(now)
  }, { immediate: true })
  onBeforeUnmount(() => {
    window.clearInterval(timer)
    watcher.disconnect()
  })
}
