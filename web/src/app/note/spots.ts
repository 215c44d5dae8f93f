/** Where the labels of a picture's tags stand: on which side of their dot, and never on top of each other. */
import type { PictureTag } from '@/api.gen'

export interface Placed {
  tag: PictureTag
  side: 'left' | 'right'
  /** Where the label stands, as a share of the height; the dot stays where it is. */
  labelY: number
}
const FLIP = 0.55
const APART = 0.08
const EDGE = 0.04

export function placeLabels(tags: readonly PictureTag[]): Placed[] {
  const placed = tags.map((tag) => {
    const wanted = tag.direction ?? 'right'
    const side = wanted === 'right' ? (tag.x > FLIP ? 'left' : 'right') : tag.x < 1 - FLIP ? 'right' : 'left'
    return { tag, side, labelY: Math.min(Math.max(tag.y, EDGE), 1 - EDGE) } as Placed
  })
  const down = [...placed].sort((one, other) => one.labelY - other.labelY)
  for (let n = 1; n < down.length; n++) down[n]!.labelY = Math.max(down[n]!.labelY, down[n - 1]!.labelY + APART)
  // What was pushed over the lower edge pushes the others up again.
  let floor = 1 - EDGE
  for (let n = down.length - 1; n >= 0 && down[n]!.labelY > floor; n--) {
    down[n]!.labelY = floor
    floor -= APART
  }
  return placed
}
