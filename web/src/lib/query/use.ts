/** An answer of the API for a screen: asked when the screen comes, when its key changes, and when it is no longer true. */
import { computed, type ComputedRef, type MaybeRefOrGetter, onScopeDispose, shallowRef, toValue, watch } from 'vue'
import { defaults, entryOf } from './client'
import type { Ask, Asking, Entry, Key, Observer } from './entry'

interface Shared<T> {
  queryKey: MaybeRefOrGetter<Key>
  enabled?: MaybeRefOrGetter<boolean>
  staleTime?: number
  gcTime?: number
  retry?: boolean
  /** An answer that came another way, taken as fresh. */
  initialData?: () => T | undefined
}
export interface QueryOptions<T> extends Shared<T> {
  queryFn: Ask<T>
  /** What is shown while another key is asked for: given the answer shown last. */
  placeholderData?: (before: T | undefined) => T | undefined
  /** Asked again after so many milliseconds, as long as somebody looks. */
  refetchInterval?: number | ((data: T | undefined) => number | false)
}
export interface Query<T> {
  data: ComputedRef<T | undefined>
  error: ComputedRef<Error | null>
  /** There is neither an answer nor a refusal yet. */
  isPending: ComputedRef<boolean>
  isError: ComputedRef<boolean>
  isSuccess: ComputedRef<boolean>
  isFetching: ComputedRef<boolean>
  isRefetching: ComputedRef<boolean>
  isPlaceholderData: ComputedRef<boolean>
  refetch: () => Promise<void>
}

export function useQuery<T>(options: QueryOptions<T>): Query<T> {
  return observe(options, () => options.queryFn).query
}

/** A list that is told page by page, each naming the next. */
export interface InfiniteData<P> {
  pages: P[]
}
interface Page {
  next_cursor?: string | null
}
export interface InfiniteOptions<P> extends Shared<InfiniteData<P>> {
  queryFn: (context: { pageParam: string | null; signal: AbortSignal }) => Promise<P>
}
export interface InfiniteQuery<P> extends Query<InfiniteData<P>> {
  hasNextPage: ComputedRef<boolean>
  isFetchingNextPage: ComputedRef<boolean>
  fetchNextPage: () => Promise<void>
  /** From the first page again, and only that one. */
  startAnew: () => Promise<void>
}

export function useInfiniteQuery<P extends Page>(options: InfiniteOptions<P>): InfiniteQuery<P> {
  type Pages = InfiniteData<P>
  const pagesOf = (entry: Entry<Pages>): P[] => entry.data?.pages ?? []
  const nextOf = (pages: P[]): string | null => pages.at(-1)?.next_cursor ?? null
  /** The first so many pages, one after the other. */
  const first = (most: number): Ask<Pages> => async (context) => {
    const pages: P[] = []
    do pages.push(await options.queryFn(at(nextOf(pages), context)))
    while (pages.length < most && nextOf(pages) !== null)
    return { pages }
  }
  const further = (entry: Entry<Pages>): Ask<Pages> => async (context) => {
    const page = await options.queryFn(at(nextOf(pagesOf(entry)), context))
    return { pages: [...pagesOf(entry), page] }
  }
  const { query, entry, run } = observe<Pages>(options, (now) => first(pagesOf(now).length))

  async function fetchNextPage(): Promise<void> {
    const now = entry.value
    if (now.running && now.state.value.asking === 'all') await now.running
    if (now.running) return now.running
    if (now === entry.value && nextOf(pagesOf(now)) !== null) await run(further(now), 'next')
  }
  return {
    ...query,
    hasNextPage: computed(() => nextOf(pagesOf(entry.value)) !== null),
    isFetchingNextPage: computed(() => entry.value.state.value.asking === 'next'),
    fetchNextPage,
    startAnew: () => run(first(1)),
  }
}

/** The page's own cursor beside the signal, which counts as used only when it is looked at. */
function at(pageParam: string | null, context: { readonly signal: AbortSignal }): { pageParam: string | null; signal: AbortSignal } {
  return { pageParam, get signal() { return context.signal } }
}

/** What a list and a single answer have in common. */
function observe<T>(options: Shared<T> & Omit<Partial<QueryOptions<T>>, 'queryFn'>, whole: (entry: Entry<T>) => Ask<T>) {
  const entry = computed(() => entryOf<T>(toValue(options.queryKey)))
  const state = computed(() => entry.value.state.value)
  const on = (): boolean => toValue(options.enabled) ?? true
  const run = (ask: Ask<T>, asking: Asking = 'all'): Promise<void> => entry.value.run(ask, { asking, retry: options.retry ?? true })
  const refetch = (): Promise<void> => run(whole(entry.value))
  /** For whoever wants an answer: the first one, when it is on its way. */
  const ask = (): Promise<void> => (entry.value.data === undefined && entry.value.running) || refetch()
  const observer: Observer = { active: on, staleTime: () => options.staleTime ?? defaults.staleTime, refetch }

  let joined: Entry<T> | null = null
  const last = shallowRef<T>()
  watch([entry, on], ([now, enabled]) => {
    if (joined !== now) {
      joined?.leave(observer)
      joined = now
      now.join(observer, options.gcTime ?? defaults.gcTime)
      const given = now.data === undefined ? options.initialData?.() : undefined
      if (given !== undefined) now.put(given)
    }
    if (enabled && !now.running && now.stale(observer.staleTime())) void refetch()
  }, { immediate: true })
  onScopeDispose(() => joined?.leave(observer))

  const placeholder = options.placeholderData
  if (placeholder) watch(() => state.value.data, (now) => now !== undefined && (last.value = now), { immediate: true, flush: 'sync' })
  const standing = computed(() => (placeholder && state.value.data === undefined && !state.value.error ? placeholder(last.value) : undefined))
  const data = computed(() => (state.value.data === undefined ? standing.value : state.value.data))
  const isPending = computed(() => data.value === undefined && !state.value.error)
  if (options.refetchInterval) repeat(options.refetchInterval, () => state.value.data, on, () => void (joined?.running ?? refetch()))

  const query: Query<T> = {
    data,
    error: computed(() => state.value.error),
    isPending,
    isError: computed(() => state.value.error !== null),
    isSuccess: computed(() => data.value !== undefined && !state.value.error),
    isFetching: computed(() => state.value.asking !== null),
    isRefetching: computed(() => state.value.asking === 'all' && !isPending.value),
    isPlaceholderData: computed(() => standing.value !== undefined),
    refetch: ask,
  }
  return { query, entry, run }
}

function repeat<T>(interval: number | ((data: T | undefined) => number | false), data: () => T | undefined, on: () => boolean, again: () => void): void {
  const pause = computed(() => on() && (typeof interval === 'function' ? interval(data()) : interval))
  watch(pause, (now, _, ended) => {
    if (now === false) return
    const timer = setInterval(() => !document.hidden && again(), now)
    ended(() => clearInterval(timer))
  }, { immediate: true })
}
