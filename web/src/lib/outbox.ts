/** What was liked or collected without a network, kept in IndexedDB and done when the network is back. */
import { collectNote, likeNote, uncollectNote, unlikeNote } from '@/api.gen'
import { ApiError } from './http'

export interface Kept { kind: 'like' | 'unlike' | 'collect' | 'uncollect'; note: string; member: string }
const DO = {
  like: (note: string) => likeNote({ note }),
  unlike: (note: string) => unlikeNote({ note }),
  collect: (note: string) => collectNote({ note, body: {} }),
  uncollect: (note: string) => uncollectNote({ note }),
}

function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('zhongcao', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('outbox', { autoIncrement: true })
    opening.onerror = () => reject(opening.error ?? new Error('no database'))
    opening.onsuccess = () => resolve(opening.result.transaction('outbox', mode).objectStore('outbox'))
  })
}
const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('not kept'))
  })

export async function keepForLater(kept: Kept): Promise<void> {
  await done((await store('readwrite')).add(kept))
}

/** Do what this member kept, in order; what is refused now is dropped, what still finds no network stays. */
export async function sendKept(member: string): Promise<void> {
  const keys = await done((await store('readonly')).getAllKeys())
  for (const key of keys) {
    const kept = (await done((await store('readonly')).get(key))) as Kept
    if (kept.member !== member) continue
    try {
      await DO[kept.kind](kept.note)
    } catch (error) {
      if (error instanceof ApiError && (error.status === 0 || error.status === 503)) return
    }
    await done((await store('readwrite')).delete(key))
  }
}
