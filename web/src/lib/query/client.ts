/** All answers that this page keeps, by key; a key's beginning stands for everything under it. */
import { type Ask, Entry, type Key } from './entry'

interface Defaults {
  /** How long an answer is taken as true, in milliseconds. */
  staleTime: number
  /** How long it is kept when nothing shows it. */
  gcTime: number
}
export interface Which {
  queryKey?: Key
  /** Only what nothing shows. */
  inactive?: boolean
  predicate?: (key: Key) => boolean
}

export const defaults: Defaults = { staleTime: 60_000, gcTime: 5 * 60_000 }
const entries = new Map<string, Entry>()

/** Two keys are the same when they read the same; the order of an object's names does not matter. */
const written = (part: unknown): string =>
  JSON.stringify(part, (_, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value) ?? 'null'

export function entryOf<T>(key: Key): Entry<T> {
  const name = written(key)
  const kept = entries.get(name) as Entry<T> | undefined
  if (kept) return kept
  const entry: Entry<T> = new Entry<T>(key, defaults.gcTime, () => entries.get(name) === entry && entries.delete(name))
  entries.set(name, entry as Entry)
  return entry
}
const found = ({ queryKey = [], inactive, predicate }: Which = {}): Entry[] =>
  [...entries.values()].filter((entry) =>
    queryKey.every((part, at) => at < entry.key.length && written(part) === written(entry.key[at]))
    && !(inactive && entry.observers.size) && (predicate?.(entry.key) ?? true))

async function refetch(chosen: Entry[]): Promise<void> {
  await Promise.all(chosen.map((entry) => [...entry.observers].find((one) => one.active())?.refetch()))
}

const client = {
  getQueryData: <T>(key: Key): T | undefined => entries.get(written(key))?.data as T | undefined,
  /** The answer is now this, or what is made of the one before; `undefined` leaves it as it is. */
  setQueryData<T>(key: Key, change: T | ((before: T | undefined) => T | undefined)): void {
    const entry = entryOf<T>(key)
    const next = typeof change === 'function' ? (change as (before: T | undefined) => T | undefined)(entry.data) : change
    if (next !== undefined) entry.put(next)
  },
  setQueriesData<T>(which: Which, change: (before: T) => T): void {
    for (const entry of found(which) as Entry<T>[]) if (entry.data !== undefined) entry.put(change(entry.data))
  },
  /** What is shown is asked anew at once, the rest when it is shown again. */
  async invalidateQueries(which?: Which): Promise<void> {
    const chosen = found(which)
    chosen.forEach((entry) => entry.doubt())
    await refetch(chosen)
  },
  removeQueries(which?: Which): void {
    found(which).forEach((entry) => entries.delete(written(entry.key)))
  },
  /** The answer, or its refusal, for somebody who does not show it. */
  async fetchQuery<T>({ queryKey, queryFn, staleTime = defaults.staleTime }: { queryKey: Key; queryFn: Ask<T>; staleTime?: number }): Promise<T> {
    const entry = entryOf<T>(queryKey)
    if (entry.stale(staleTime)) await (entry.running ?? entry.run(queryFn))
    const { data, error } = entry.state.value
    if (error) throw error
    return data as T
  },
}
export type QueryClient = typeof client
export const useQueryClient = (): QueryClient => client

/** What holds for the whole page; with `refetchOnFocus` whoever comes back to it sees what is true now. */
export function keepAnswers({ refetchOnFocus = false, ...chosen }: Partial<Defaults> & { refetchOnFocus?: boolean }): void {
  Object.assign(defaults, chosen)
  addEventListener('online', () => void refetch(found().filter((entry) => entry.state.value.error)))
  if (!refetchOnFocus) return
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void refetch(found().filter((entry) => !entry.running && [...entry.observers].some((one) => entry.stale(one.staleTime()))))
  })
}
