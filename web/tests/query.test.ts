/** Questions with kept answers: who asks when, what is shown meanwhile, what is forgotten. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, effectScope, type EffectScope, nextTick, ref } from 'vue'
import { ApiError } from '../src/lib/http'
import { useInfiniteQuery, useQuery, useQueryClient } from '../src/lib/query'
import { share } from '../src/lib/query/share'

const queries = useQueryClient()
const scopes: EffectScope[] = []
/** A screen that is there until it is closed. */
function screen<T>(setup: () => T): T & { close: () => void } {
  const scope = effectScope(true)
  scopes.push(scope)
  return { ...scope.run(setup)!, close: () => scope.stop() }
}
/** Answers that come when the test says so. */
function slow<T>() {
  const given: { give: (value: T) => void; fail: (error: Error) => void }[] = []
  const ask = vi.fn((_?: unknown) => new Promise<T>((give, fail) => given.push({ give, fail })))
  return { ask, given }
}
const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
const offline = (): ApiError => new ApiError(0, 'offline', null)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('document', { hidden: false })
})
afterEach(() => {
  scopes.splice(0).forEach((one) => one.stop())
  queries.removeQueries()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('an answer', () => {
  it('is pending, then there, and is not asked again while it is fresh', async () => {
    const ask = vi.fn(async () => 'pear')
    const one = screen(() => useQuery({ queryKey: ['fruit'], queryFn: ask, staleTime: 1000 }))
    expect([one.isPending.value, one.isFetching.value, one.data.value]).toEqual([true, true, undefined])
    await settled()
    expect([one.isPending.value, one.isFetching.value, one.data.value]).toEqual([false, false, 'pear'])
    const other = screen(() => useQuery({ queryKey: ['fruit'], queryFn: ask, staleTime: 1000 }))
    expect(other.data.value).toBe('pear')
    expect(ask).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1000)
    const third = screen(() => useQuery({ queryKey: ['fruit'], queryFn: ask, staleTime: 1000 }))
    expect([third.data.value, third.isRefetching.value]).toEqual(['pear', true])
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it('that may be nothing is an answer too', async () => {
    const one = screen(() => useQuery({ queryKey: ['nothing'], queryFn: async () => null }))
    await settled()
    expect([one.data.value, one.isPending.value, one.isSuccess.value]).toEqual([null, false, true])
  })

  it('is asked once for all who wait at the same time', async () => {
    const { ask, given } = slow<number>()
    const [one, other] = [1, 2].map(() => screen(() => useQuery({ queryKey: ['n', { b: 1, a: 2 }], queryFn: ask })))
    const third = screen(() => useQuery({ queryKey: ['n', { a: 2, b: 1 }], queryFn: ask }))
    expect(ask).toHaveBeenCalledTimes(1)
    given[0]!.give(7)
    await settled()
    expect([one!.data.value, other!.data.value, third.data.value]).toEqual([7, 7, 7])
  })

  it('waits until it may be asked', async () => {
    const ask = vi.fn(async () => 1)
    const may = ref(false)
    const one = screen(() => useQuery({ queryKey: ['may'], queryFn: ask, enabled: may }))
    await queries.invalidateQueries()
    expect([ask.mock.calls.length, one.isPending.value, one.isFetching.value]).toEqual([0, true, false])
    may.value = true
    await nextTick()
    await settled()
    expect(one.data.value).toBe(1)
  })

  it('of another key takes its place, and what stood before may stand in', async () => {
    const { ask, given } = slow<string>()
    const name = ref('a')
    const bare = screen(() => useQuery({ queryKey: computed(() => ['of', name.value]), queryFn: ask }))
    const kept = screen(() => useQuery({ queryKey: computed(() => ['of', name.value]), queryFn: ask, placeholderData: (before) => before }))
    given[0]!.give('of a')
    await settled()
    name.value = 'b'
    await nextTick()
    expect([bare.data.value, bare.isPending.value]).toEqual([undefined, true])
    expect([kept.data.value, kept.isPending.value, kept.isPlaceholderData.value]).toEqual(['of a', false, true])
    given[1]!.give('of b')
    await settled()
    expect([bare.data.value, kept.data.value, kept.isPlaceholderData.value]).toEqual(['of b', 'of b', false])
    name.value = 'a'
    await nextTick()
    expect(bare.data.value).toBe('of a')
  })

  it('that is refused is not stood in for', async () => {
    const name = ref('a')
    const ask = vi.fn(async () => {
      if (name.value === 'b') throw new ApiError(404, 'gone', null)
      return 'of a'
    })
    const one = screen(() => useQuery({ queryKey: () => ['of', name.value], queryFn: ask, placeholderData: (before) => before }))
    await settled()
    name.value = 'b'
    await nextTick()
    await settled()
    expect([one.data.value, one.isError.value, one.isPending.value, one.isPlaceholderData.value]).toEqual([undefined, true, false, false])
  })

  it('that came late after a newer question does not cover the newer answer', async () => {
    const { ask, given } = slow<string>()
    const one = screen(() => useQuery({ queryKey: ['race'], queryFn: ask }))
    void one.refetch()
    expect(ask).toHaveBeenCalledTimes(1)
    const anew = queries.invalidateQueries({ queryKey: ['race'] })
    given[1]!.give('new')
    given[0]!.give('old')
    await anew
    expect([one.data.value, one.isFetching.value]).toEqual(['new', false])
  })

  it('keeps the parts that say the same, so that they are not drawn again', async () => {
    const ask = vi.fn(async () => ({ list: [{ id: 1 }, { id: ask.mock.calls.length }], at: new Date(0) }))
    const one = screen(() => useQuery({ queryKey: ['parts'], queryFn: ask }))
    await settled()
    const before = one.data.value!
    await one.refetch()
    expect(one.data.value!.list[0]).toBe(before.list[0])
    expect(one.data.value!.list[1]).toEqual({ id: 2 })
    expect(one.data.value).not.toBe(before)
    const same = { a: [1, { b: null }] }
    expect(share(same, structuredClone(same))).toBe(same)
    expect(share({ a: undefined }, { b: undefined })).toEqual({ b: undefined })
    expect(share([1, 2, 3], [1, 2])).toEqual([1, 2])
  })

  it('is asked in turns while somebody looks', async () => {
    const ask = vi.fn(async () => ask.mock.calls.length)
    const one = screen(() => useQuery({ queryKey: ['turns'], queryFn: ask, refetchInterval: (now) => (now === 3 ? false : 1000) }))
    await vi.advanceTimersByTimeAsync(1000)
    expect(ask).toHaveBeenCalledTimes(2)
    vi.stubGlobal('document', { hidden: true })
    await vi.advanceTimersByTimeAsync(5000)
    expect(ask).toHaveBeenCalledTimes(2)
    vi.stubGlobal('document', { hidden: false })
    await vi.advanceTimersByTimeAsync(5000)
    expect(one.data.value).toBe(3)
    one.close()
    await vi.advanceTimersByTimeAsync(5000)
    expect(ask).toHaveBeenCalledTimes(3)
  })
})

describe('a refusal', () => {
  it('for want of a network or a free server is tried twice more, each time later', async () => {
    const ask = vi.fn(async () => {
      throw ask.mock.calls.length === 1 ? offline() : new ApiError(503, 'busy', null)
    })
    const one = screen(() => useQuery({ queryKey: ['flaky'], queryFn: ask }))
    await vi.advanceTimersByTimeAsync(799)
    expect([ask.mock.calls.length, one.isPending.value]).toEqual([1, true])
    await vi.advanceTimersByTimeAsync(1601)
    expect(ask).toHaveBeenCalledTimes(3)
    expect([one.isError.value, (one.error.value as ApiError).status, one.isPending.value]).toEqual([true, 503, false])
    const again = one.refetch()
    expect([one.isError.value, one.isPending.value]).toEqual([false, true])
    await vi.advanceTimersByTimeAsync(2400)
    await again
    expect(one.isError.value).toBe(true)
  })

  it('is told at once when another try would not help', async () => {
    const asked: [string, ApiError, boolean?][] = [['no', new ApiError(403, 'no', null)], ['broken', new ApiError(500, 'internal', null)], ['once', offline(), false]]
    for (const [name, error, retry] of asked) {
      const ask = vi.fn(async () => { throw error })
      const one = screen(() => useQuery({ queryKey: [name], queryFn: ask, ...(retry === false && { retry }) }))
      await settled()
      expect([name, one.error.value, ask.mock.calls.length]).toEqual([name, error, 1])
    }
    vi.stubGlobal('navigator', { onLine: false })
    const ask = vi.fn(async () => { throw offline() })
    const one = screen(() => useQuery({ queryKey: ['away'], queryFn: ask }))
    await settled()
    expect([one.isError.value, ask.mock.calls.length]).toEqual([true, 1])
  })

  it('leaves the answer of before standing', async () => {
    let fails = false
    const one = screen(() => useQuery({ queryKey: ['stands'], queryFn: async () => { if (fails) throw new ApiError(500, 'internal', null); return 1 } }))
    await settled()
    fails = true
    await one.refetch()
    expect([one.data.value, one.isError.value, one.isPending.value]).toEqual([1, true, false])
    fails = false
    await one.refetch()
    expect([one.data.value, one.isError.value]).toEqual([1, false])
  })
})

describe('what is kept', () => {
  it('is forgotten when nothing shows it for long enough, and what is never kept at once', async () => {
    const ask = vi.fn(async () => 1)
    screen(() => useQuery({ queryKey: ['long'], queryFn: ask, gcTime: 1000 }))
    const gone = screen(() => useQuery({ queryKey: ['long', 'too'], queryFn: ask, gcTime: 1000 }))
    const brief = screen(() => useQuery({ queryKey: ['brief'], queryFn: ask, gcTime: 0 }))
    await settled()
    gone.close()
    brief.close()
    await vi.advanceTimersByTimeAsync(999)
    expect(['long', 'brief'].map((key) => queries.getQueryData([key]))).toEqual([1, undefined])
    expect(queries.getQueryData(['long', 'too'])).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(queries.getQueryData(['long', 'too'])).toBeUndefined()
    expect(queries.getQueryData(['long'])).toBe(1)
  })

  it('of a question that nobody waits for any more is ended where that is possible', async () => {
    const seen: AbortSignal[] = []
    const { ask } = slow<string>()
    const search = screen(() => useQuery({ queryKey: ['typed'], queryFn: ({ signal }) => (seen.push(signal), ask()) }))
    const deaf = screen(() => useQuery({ queryKey: ['deaf'], queryFn: () => ask() }))
    search.close()
    deaf.close()
    expect(seen[0]!.aborted).toBe(true)
    screen(() => useQuery({ queryKey: ['deaf'], queryFn: () => ask() }))
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it('is doubted by the beginning of its key: what is shown is asked at once, the rest when it is shown again', async () => {
    const ask = vi.fn(async () => ask.mock.calls.length)
    const shown = screen(() => useQuery({ queryKey: ['me', 'albums'], queryFn: ask, staleTime: Infinity }))
    const other = vi.fn(async () => 'other')
    screen(() => useQuery({ queryKey: ['mean'], queryFn: other, staleTime: Infinity }))
    const closed = screen(() => useQuery({ queryKey: ['me', 'drafts', 1], queryFn: ask, staleTime: Infinity }))
    await settled()
    closed.close()
    await queries.invalidateQueries({ queryKey: ['me'] })
    expect([shown.data.value, ask.mock.calls.length, other.mock.calls.length]).toEqual([3, 3, 1])
    const back = screen(() => useQuery({ queryKey: ['me', 'drafts', 1], queryFn: ask, staleTime: Infinity }))
    expect([back.data.value, back.isRefetching.value]).toEqual([2, true])
    await settled()
    await queries.invalidateQueries({ predicate: (key) => key[0] !== 'me' })
    expect([ask.mock.calls.length, other.mock.calls.length]).toEqual([4, 2])
  })

  it('can be set, changed and taken away', async () => {
    const ask = vi.fn(async () => ({ likes: 1 }))
    const one = screen(() => useQuery({ queryKey: ['note', '5'], queryFn: ask }))
    await settled()
    queries.setQueryData<{ likes: number }>(['note', '5'], (old) => old && { likes: old.likes + 1 })
    queries.setQueryData<{ likes: number }>(['note', '6'], (old) => old && { likes: old.likes + 1 })
    queries.setQueryData(['note', '7'], { likes: 9 })
    expect([one.data.value, queries.getQueryData(['note', '6']), queries.getQueryData(['note', '7'])]).toEqual([{ likes: 2 }, undefined, { likes: 9 }])
    queries.setQueriesData<{ likes: number }>({ queryKey: ['note'] }, ({ likes }) => ({ likes: likes * 10 }))
    queries.removeQueries({ queryKey: ['note'], inactive: true })
    expect([one.data.value, queries.getQueryData(['note', '7'])]).toEqual([{ likes: 20 }, undefined])
    expect(await queries.fetchQuery({ queryKey: ['note', '5'], queryFn: ask })).toEqual({ likes: 20 })
    expect(await queries.fetchQuery({ queryKey: ['note', '5'], queryFn: ask, staleTime: 0 })).toEqual({ likes: 1 })
    await expect(queries.fetchQuery({ queryKey: ['note', '8'], queryFn: async () => { throw offline() } })).rejects.toThrow('offline')
  })
})

describe('a list without end', () => {
  interface Page { items: number[]; next_cursor: string | null }
  const page = (cursor: string | null, most = 4): Page => {
    const n = Number(cursor ?? 0)
    return { items: [n], next_cursor: n + 1 < most ? String(n + 1) : null }
  }
  const seen = (list: { data: { value: { pages: Page[] } | undefined } }): number[] => (list.data.value?.pages ?? []).flatMap((one) => one.items)

  it('tells page after page until its end', async () => {
    const ask = vi.fn(async ({ pageParam }: { pageParam: string | null }) => page(pageParam, 3))
    const list = screen(() => useInfiniteQuery<Page>({ queryKey: ['list'], queryFn: ask }))
    await settled()
    expect([seen(list), list.hasNextPage.value]).toEqual([[0], true])
    const both = [list.fetchNextPage(), list.fetchNextPage()]
    expect([list.isFetchingNextPage.value, list.isRefetching.value]).toEqual([true, false])
    await Promise.all(both)
    await list.fetchNextPage()
    await list.fetchNextPage()
    expect([seen(list), list.hasNextPage.value, ask.mock.calls.length]).toEqual([[0, 1, 2], false, 3])
  })

  it('is asked anew as far as it was read, or from its start alone', async () => {
    let made = 0
    const list = screen(() => useInfiniteQuery<Page>({ queryKey: ['list'], queryFn: async ({ pageParam }) => ({ ...page(pageParam), items: [++made] }) }))
    await settled()
    await list.fetchNextPage()
    await list.refetch()
    expect(seen(list)).toEqual([3, 4])
    await list.startAnew()
    expect([seen(list), list.hasNextPage.value]).toEqual([[5], true])
  })

  it('waits with its next page until what is asked anew is there', async () => {
    const list = screen(() => useInfiniteQuery<Page>({ queryKey: ['list'], queryFn: async ({ pageParam }) => page(pageParam) }))
    await settled()
    const anew = list.refetch()
    const more = list.fetchNextPage()
    await Promise.all([anew, more])
    expect(seen(list)).toEqual([0, 1])
  })

  it('begins with what the server wrote, and changes what was put in while a page was on its way', async () => {
    const ask = vi.fn(async ({ pageParam }: { pageParam: string | null }) => page(pageParam))
    const list = screen(() => useInfiniteQuery<Page>({ queryKey: ['list'], queryFn: ask, initialData: () => ({ pages: [page(null)] }) }))
    expect([seen(list), ask.mock.calls.length]).toEqual([[0], 0])
    const more = list.fetchNextPage()
    queries.setQueryData<{ pages: Page[] }>(['list'], (old) => old && { pages: [{ ...old.pages[0]!, items: [99, 0] }] })
    await more
    expect(seen(list)).toEqual([99, 0, 1])
  })

  it('stays as it is when its next page is refused, and can go on', async () => {
    let fails = true
    const list = screen(() => useInfiniteQuery<Page>({ queryKey: ['list'], queryFn: async ({ pageParam }) => {
      if (pageParam && fails) throw new ApiError(500, 'internal', null)
      return page(pageParam)
    } }))
    await settled()
    await list.fetchNextPage()
    expect([seen(list), list.isError.value, list.hasNextPage.value]).toEqual([[0], true, true])
    fails = false
    await list.fetchNextPage()
    expect([seen(list), list.isError.value]).toEqual([[0, 1], false])
  })
})
