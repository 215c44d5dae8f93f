/** What stands between notes: goods, and shows that are on air. */
import type { GoodsBetween, LiveBetween } from '@/api.gen'

export type Between = GoodsBetween | LiveBetween
export const idOf = (one: Between): string => ('show' in one ? one.show : one.product).id
/** The card of a show is fetched where one stands: mostly nobody is live. */
export const liveCard = (): Promise<typeof import('../live/LiveCard.vue')> => import('../live/LiveCard.vue')
/** What stands before which note: a hidden note hands it on to the next one, and what a later feed brings again stands once. */
export function placed(items: readonly { note: { id: string }; before?: Between[] }[], hidden: ReadonlySet<string>): Map<string, Between[]> {
  const found = new Map<string, Between[]>()
  const standing = new Set<string>()
  let waiting: Between[] = []
  for (const one of items) {
    waiting = [...waiting, ...(one.before ?? [])]
    if (hidden.has(one.note.id)) continue
    const left = waiting.filter((other) => !hidden.has(idOf(other)) && !standing.has(idOf(other)))
    for (const other of left) standing.add(idOf(other))
    if (left.length) found.set(one.note.id, left)
    waiting = []
  }
  return found
}
