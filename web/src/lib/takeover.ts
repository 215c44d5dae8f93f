/**
 * The app takes over the page that the server wrote. It is built beside it in small steps and put in its place when it
 * shows the same cards; until then the server's hearts answer by themselves (app/webapp/templates/early.js) and what
 * they were told is handed on here.
 */
import { type Ref, ref } from 'vue'
import { boot } from './boot'
import { likedNow, toggleLike } from './like'
import { step } from './steps'

interface Early {
  /** Which notes were liked or no longer liked, by their id. */
  hearts: Map<string, boolean>
  told?: (note: string, liked: boolean) => void
  /** The last button pressed that is none of the hearts. */
  pressed: Element | null
  stop: () => void
}
declare global {
  interface Window { early?: Early }
}
const PATIENCE = 4000
const items = boot.discover?.items ?? []
const cards = items.length + (boot.discover?.goods?.length ?? 0)
/** How many cards must stand before the page is handed over; none where the app begins on an empty page. */
let wanted = 0
let handOver = (): void => undefined

export const isTakingOver = (): boolean => wanted > 0
let line = Promise.resolve()
/**
 * Whether it is the turn of a part of the page to be built: at once as a rule, but while the page is taken over one part
 * after the other, each in a task of its own, so that a finger never waits for all of them.
 */
export function inTurn(): Readonly<Ref<boolean>> {
  const come = ref(!isTakingOver())
  if (!come.value) line = line.then(() => step()).then(() => void (come.value = true))
  return come
}
/** So many cards stand now. */
export function built(cards: number): void {
  if (wanted && cards >= wanted) handOver()
}

/** Build the app beside what `place` shows, and put it there when it shows as much. */
export async function takeOver(place: HTMLElement, build: (root: HTMLElement) => Promise<void>): Promise<void> {
  const written = Math.min(place.querySelectorAll('.slot').length, cards)
  if (!written) return build(place)
  wanted = written
  const notes = new Map(items.map((one) => [one.note.id, one.note]))
  const heed = (id: string, liked: boolean): void => {
    const note = notes.get(id)
    if (note && likedNow(note) !== liked) toggleLike(note)
  }
  const early = window.early
  if (early) {
    early.hearts.forEach((liked, id) => heed(id, liked))
    early.told = heed
  }
  const root = document.createElement('div')
  const enough = new Promise<void>((go) => {
    handOver = go
    setTimeout(go, PATIENCE)
  })
  await Promise.all([build(root), enough])
  wanted = 0
  early?.stop()
  root.id = place.id
  place.replaceWith(root)
  if (early?.pressed) twin(root, place, early.pressed)?.click()
}

/** The button of the app that stands for one of the server's. */
function twin(root: HTMLElement, place: HTMLElement, button: Element): HTMLButtonElement | undefined {
  const alike = (at: Element): Element[] => {
    const card = button.closest('.card')?.querySelector<HTMLElement>('.open')?.getAttribute('href')
    const within = card ? at.querySelector(`.card .open[href="${card}"]`)?.closest('.card') : at.querySelector('.channels')
    return [...(within?.querySelectorAll('button') ?? [])]
  }
  return alike(root)[alike(place).indexOf(button)] as HTMLButtonElement | undefined
}
