/** Drafts kept on this device (IndexedDB), pictures included, each for the member who wrote it. */
import { toRaw } from 'vue'
import type { Draft, Shot } from './draft'

type KeptShot = Omit<Shot, 'url' | 'progress' | 'trouble' | 'refused'>
type Kept = Omit<Draft, 'shots'> & { member: string; shots: KeptShot[] }
export interface DraftCard { key: string; title: string; savedAt: number; pictures: number; cover: Blob | null }

let opened: Promise<IDBDatabase> | null = null
function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open('zhongcao-drafts', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('drafts', { keyPath: 'key' })
    opening.onerror = () => reject(opening.error ?? new Error('no database'))
    opening.onsuccess = () => resolve(opening.result)
  })
  opened.catch(() => (opened = null))
  return opened
}
async function run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const request = ask((await database()).transaction('drafts', mode).objectStore('drafts'))
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('not kept'))
  })
}
const plain = <T>(value: T): T => (value === null || value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T))

/** Whether another window wrote this draft after this one did. */
export async function isOvertaken(draft: Draft): Promise<boolean> {
  const there = await run<Kept | undefined>('readonly', (store) => store.get(draft.key) as IDBRequest<Kept | undefined>)
  return (there?.savedAt ?? 0) > draft.savedAt
}

/** Keep a draft; gives back when that was. */
export async function keep(draft: Draft, member: string): Promise<number> {
  const shots: KeptShot[] = draft.shots.map((shot) => ({
    key: shot.key, original: toRaw(shot.original), blob: toRaw(shot.blob), cut: plain(shot.cut), width: shot.width, height: shot.height,
    picture: plain(shot.picture), alt: shot.alt, tags: plain(shot.tags),
  }))
  const kept: Kept = { key: draft.key, intention: draft.intention, member, savedAt: Date.now(), shots, title: draft.title, body: draft.body, location: draft.location, purchase: plain(draft.purchase), rating: plain(draft.rating) }
  await run('readwrite', (store) => store.put(kept))
  return kept.savedAt
}

export async function find(key: string, member: string): Promise<Draft | null> {
  const kept = await run<Kept | undefined>('readonly', (store) => store.get(key) as IDBRequest<Kept | undefined>)
  if (!kept || kept.member !== member) return null
  const shots = kept.shots.map((shot) => ({ ...shot, url: shot.blob ? URL.createObjectURL(shot.blob) : (shot.picture?.card_url ?? ''), progress: shot.picture ? 1 : 0, trouble: '', refused: false }))
  return { ...kept, intention: kept.intention ?? kept.key, shots }
}

export async function list(member: string): Promise<DraftCard[]> {
  const all = await run<Kept[]>('readonly', (store) => store.getAll() as IDBRequest<Kept[]>)
  return all.filter((one) => one.member === member).sort((one, other) => other.savedAt - one.savedAt)
    .map((one) => ({ key: one.key, title: one.title || one.body.slice(0, 40), savedAt: one.savedAt, pictures: one.shots.length, cover: one.shots[0]?.blob ?? null }))
}

/** Take a draft away; what is given back puts it where it was. */
export async function takeAway(key: string): Promise<() => Promise<void>> {
  const kept = await run<Kept | undefined>('readonly', (store) => store.get(key) as IDBRequest<Kept | undefined>)
  await forget(key)
  return async () => void (kept && (await run('readwrite', (store) => store.put(kept))))
}

export const forget = (key: string): Promise<undefined> => run('readwrite', (store) => store.delete(key) as IDBRequest<undefined>)
