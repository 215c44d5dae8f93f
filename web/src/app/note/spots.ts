/** Where the labels of a picture's tags stand: beside their dot, on the side that is free, on no other label and no other dot. */
import type { PictureTag } from '@/api.gen'

export interface Placed {
  tag: PictureTag
  side: 'left' | 'right'
  /** Where the label stands, as a share of the height; the dot stays where it is. */
  labelY: number
}
interface Box { left: number; right: number; top: number; bottom: number }

/** Reckoned on a phone; on a wider picture there is only more room. */
const WIDTH = 390
const LABEL = { height: 30, most: 0.56 * WIDTH, beside: 14, around: 28, sign: 13, narrow: 8 }
const DOT = 11
const FLIP = 0.55
const STEPS = [0, 1, -1, 2, -2, 3, -3, 4, -4]

const long = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > '\u2e80' ? LABEL.sign : LABEL.narrow), LABEL.around)
const meet = (one: Box, other: Box): boolean => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

/** `ratio` is the picture's width by its height, `shown` all that a label says. */
export function placeLabels(tags: readonly PictureTag[], ratio = 0.75, shown: (tag: PictureTag) => string = (tag) => tag.text): Placed[] {
  const height = WIDTH / ratio
  const dots = tags.map((tag) => around(tag.x * WIDTH, tag.y * height))
  const taken: Box[] = []
  const placed = new Map<PictureTag, Placed>()
  for (const tag of [...tags].sort((one, other) => one.y - other.y)) {
    const wanted = tag.direction ?? 'right'
    const first = wanted === 'right' ? (tag.x > FLIP ? 'left' : 'right') : tag.x < 1 - FLIP ? 'right' : 'left'
    const wide = Math.min(long(shown(tag)), LABEL.most)
    let best = { cost: Infinity, box: around(0, 0), side: first as Placed['side'], y: tag.y }
    for (const step of STEPS) for (const side of [first, first === 'right' ? 'left' : 'right'] as const) {
      const y = Math.min(Math.max(tag.y * height + step * (LABEL.height + 2), LABEL.height / 2), height - LABEL.height / 2)
      const near = tag.x * WIDTH + (side === 'right' ? LABEL.beside : -LABEL.beside)
      const box = { left: side === 'right' ? near : near - wide, right: side === 'right' ? near + wide : near, top: y - LABEL.height / 2, bottom: y + LABEL.height / 2 }
      const over = taken.filter((one) => meet(one, box)).length + dots.filter((one, n) => tags[n] !== tag && meet(one, box)).length
      const outside = Math.max(0, -box.left) + Math.max(0, box.right - WIDTH)
      const cost = over * 1000 + outside * 10 + Math.abs(step) * 20 + (side === first ? 0 : 30)
      if (cost < best.cost) best = { cost, box, side, y: y / height }
    }
    taken.push(best.box)
    placed.set(tag, { tag, side: best.side, labelY: best.y })
  }
  return tags.map((tag) => placed.get(tag)!)
}
function around(x: number, y: number): Box {
  return { left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT }
}
