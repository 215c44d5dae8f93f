/** A note as it is being written, and what of it goes to the server. */
import type { Note, NoteInput, Picture, PictureTag, Rating, UnsharedPurchase } from '@/api.gen'
import { uuid } from '@/lib/uuid'
import { language } from '@/lib/words'
import type { Cut } from './picture'

export const PICTURES_MAX = 18
export const TAGS_MAX = 10

export interface Shot {
  key: string
  original: Blob | null
  blob: Blob | null
  cut: Cut | null
  width: number
  height: number
  url: string
  picture: Picture | null
  progress: number
  trouble: string
  /** The server will not have it, however often it is sent. */
  refused: boolean
  alt: string
  tags: PictureTag[]
}
export interface Draft {
  key: string
  /** Under which key it is published: kept over every try, so that it is there once. */
  intention: string
  savedAt: number
  shots: Shot[]
  title: string
  body: string
  location: string
  purchase: UnsharedPurchase | null
  rating: Rating | null
}

export const emptyDraft = (key: string = uuid()): Draft => ({ key, intention: key, savedAt: 0, shots: [], title: '', body: '', location: '', purchase: null, rating: null })

export const isEmpty = (draft: Draft): boolean => !draft.shots.length && !draft.title.trim() && !draft.body.trim() && !draft.location.trim() && !draft.rating

export function asInput(draft: Draft): NoteInput {
  const input: NoteInput = {
    kind: draft.shots.length ? 'image' : 'text', title: draft.title, body: draft.body, language: language.value,
    location: draft.location.trim() || null, topics: [],
    pictures: draft.shots.map((shot) => ({ id: shot.picture!.id, alt: shot.alt, tags: shot.tags.map((tag) => ({ ...tag })) })),
  }
  if (draft.purchase) Object.assign(input, { order: draft.purchase.order, line: draft.purchase.line, rating: draft.rating })
  return input
}

/** A published note as something to edit: its words change, its pictures stay. */
export function fromNote(note: Note): Draft {
  const shots = note.pictures.map((one) => ({
    key: one.picture.id, original: null, blob: null, cut: null, width: one.picture.width, height: one.picture.height,
    url: one.picture.card_url, picture: one.picture, progress: 1, trouble: '', refused: false, alt: one.alt, tags: one.tags,
  }))
  return { ...emptyDraft(note.id), shots, title: note.title, body: note.body, location: note.location ?? '', rating: note.rating }
}
