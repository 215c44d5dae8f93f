/**
 * Opening a note at once: its answer is asked for when the finger comes down, the card it was opened from stands in
 * until then, and the cover grows into the note where the browser can.
 */
import { nextTick, shallowRef } from 'vue'
import type { RouteLocationNormalized } from 'vue-router'
import { getNote, type Note, type NoteCard } from '@/api.gen'

/** The card that was opened last. */
export const opened = shallowRef<NoteCard | null>(null)
const ahead = new Map<string, Promise<Note>>()

/** A finger came down on a card: fetch what will be needed. */
export function askAhead(note: NoteCard): void {
  opened.value = note
  void import('./note/NotePage.vue')
  if (ahead.has(note.id)) return
  const answer = getNote({ note: note.id })
  ahead.set(note.id, answer)
  answer.catch(() => undefined)
  setTimeout(() => ahead.delete(note.id), 5000)
}
/** The answer that was asked for ahead, once; otherwise ask now. */
export function takeNote(id: string): Promise<Note> {
  const answer = ahead.get(id)
  ahead.delete(id)
  return answer ?? getNote({ note: id })
}

let land: (() => void) | null = null
export const landed = (): void => {
  land?.()
  land = null
}

const coverOf = (id: unknown): HTMLElement | null => document.querySelector(`[data-note="${String(id)}"] .cover img`)

/** Between a list and a note of it the cover moves; everything else fades. */
export function morph(to: RouteLocationNormalized, from: RouteLocationNormalized): Promise<void> | undefined {
  const opens = to.name === 'note'
  if (opens === (from.name === 'note') || !from.name || !document.startViewTransition || matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const cover = coverOf((opens ? to : from).params.id)
  if (!cover) return
  return new Promise((go) => {
    if (opens) cover.style.viewTransitionName = 'note-cover'
    const shown = document.startViewTransition(async () => {
      const arrived = new Promise<void>((resolve) => (land = resolve))
      go()
      await Promise.race([arrived, new Promise((resolve) => setTimeout(resolve, 600))])
      await nextTick()
      cover.style.viewTransitionName = opens ? '' : 'note-cover'
    })
    const clear = (): void => void (cover.style.viewTransitionName = '')
    shown.finished.then(clear, clear)
    shown.ready.catch(() => undefined)
  })
}
