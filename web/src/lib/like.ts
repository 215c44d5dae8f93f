/** Likes and collects answer the finger at once, are sent behind it, and go back honestly when the server refuses. */
import { reactive } from 'vue'
import { collectNote, likeNote, uncollectNote, unlikeNote } from '@/api.gen'
import { toast } from '@/ds/toast'
import { sentence } from './explain'
import { type Kept, keepForLater } from './outbox'
import { ApiError } from './http'
import { painted } from './painted'
import { useSession } from './session'

interface Stand { liked?: boolean; likes?: number; collected?: boolean; collects?: number }
/** What this visitor changed since the page was loaded, by note; every card and page of a note shows the same. */
const changed = reactive(new Map<string, Stand>())

export const likedNow = (note: { id: string; liked: boolean }): boolean => changed.get(note.id)?.liked ?? note.liked
export const likesNow = (note: { id: string; likes: number }): number => changed.get(note.id)?.likes ?? note.likes
export const collectedNow = (note: { id: string; collected: boolean }): boolean => changed.get(note.id)?.collected ?? note.collected
export const collectsNow = (note: { id: string; collects: number }): number => changed.get(note.id)?.collects ?? note.collects

function change(id: string, stand: Stand): void {
  changed.set(id, { ...changed.get(id), ...stand })
}

/** One after the other for each note, so that the last tap is also the last that the server hears. */
const waiting = new Map<string, Promise<void>>()
function queued(kept: Omit<Kept, 'member'>, call: () => Promise<unknown>, back: () => void): void {
  const run = async (): Promise<void> => {
    try {
      // Handing a request to the browser costs a slow phone half a frame; the heart comes first.
      await painted()
      await call()
    } catch (error) {
      const member = useSession().member?.id
      if (error instanceof ApiError && error.status === 0 && member) return keepForLater({ ...kept, member })
      back()
      toast(sentence(error), { tone: 'bad' })
    }
  }
  waiting.set(kept.note, (waiting.get(kept.note) ?? Promise.resolve()).then(run, run))
}

export function toggleLike(note: { id: string; liked: boolean; likes: number }): void {
  const liked = !likedNow(note)
  const before = { liked: !liked, likes: likesNow(note) }
  change(note.id, { liked, likes: before.likes + (liked ? 1 : -1) })
  const call = liked ? likeNote : unlikeNote
  queued({ kind: liked ? 'like' : 'unlike', note: note.id }, () => call({ note: note.id }), () => change(note.id, before))
}

export function toggleCollect(note: { id: string; collected: boolean; collects: number }, album?: string): void {
  const collected = !collectedNow(note)
  const before = { collected: !collected, collects: collectsNow(note) }
  change(note.id, { collected, collects: before.collects + (collected ? 1 : -1) })
  const call = (): Promise<unknown> => (collected ? collectNote({ note: note.id, body: { album: album ?? null } }) : uncollectNote({ note: note.id }))
  queued({ kind: collected ? 'collect' : 'uncollect', note: note.id }, call, () => change(note.id, before))
}
