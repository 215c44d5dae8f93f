/** Where the labels of a picture's tags stand: beside their dot, on the side that is free, and so that nothing hides anything. */
import type { PictureTag } from '@/api.gen'

export interface Placed {
  tag: PictureTag
  side: 'left' | 'right'
  /** Where the label stands, as a share of the height; the dot stays where it is. */
  labelY: number
  /** It had to stand so far aside that a line leads it back to its dot. */
  led: boolean
}
export interface Box { left: number; right: number; top: number; bottom: number }
/** The picture as it is shown, in pixels, and where on it the page's own buttons lie. */
export interface Room { width: number; height: number; taken: readonly Box[] }

const LABEL = { height: 30, most: 0.56, beside: 14, around: 28, sign: 13, narrow: 8 }
const DOT = 11
const LINE = 2
const FLIP = 0.55
/** From so many pixels on a label stands aside. */
const ASIDE = 12
const STEPS = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5]
/** So many ways to place the labels are tried; three or four tags need far fewer. */
const TRIES = 1000

/** Whether labels hide each other, a dot or a button weighs more than a line that crosses something; standing aside weighs least. */
const COST = { hidden: 1000, crossed: 250, outside: 10, aside: 20, turned: 30 }
interface Spot extends Placed { box: Box; line: Box | null; cost: number }

const long = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > '\u2e80' ? LABEL.sign : LABEL.narrow), LABEL.around)
const meet = (one: Box, other: Box): boolean => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
const sum = <T>(many: readonly T[], cost: (one: T) => number): number => many.reduce((all, one) => all + cost(one), 0)
/** What it costs that a label and its line lie on something else. */
const over = (spot: Spot, other: Box): number => (meet(spot.box, other) ? COST.hidden : 0) + (spot.line && meet(spot.line, other) ? COST.crossed : 0)
const between = (one: Spot, other: Spot): number => over(one, other.box) + (other.line ? (meet(one.box, other.line) ? COST.crossed : 0) + (one.line && meet(one.line, other.line) ? COST.crossed : 0) : 0)

/** `shown` is all that a label says. Of all ways to place the labels together, the one that costs least. */
export function placeLabels(tags: readonly PictureTag[], room: Room, shown: (tag: PictureTag) => string = (tag) => tag.text): Placed[] {
  const dots = tags.map((tag) => around(tag.x * room.width, tag.y * room.height))
  const choices = tags.map((tag, at) => spots(tag, room, shown(tag), [...room.taken, ...dots.filter((_, n) => n !== at)]))
  let best: Spot[] = []
  let least = Infinity
  let tries = 0
  const place = (placed: Spot[], cost: number): void => {
    const next = choices[placed.length]
    if (!next) [best, least] = [placed, cost]
    else for (const { spot, all } of next.map((one) => ({ spot: one, all: cost + one.cost + sum(placed, (each) => between(each, one)) })).sort((one, other) => one.all - other.all)) {
      // Whatever follows costs no less. The first way is followed to its end in any case.
      if (all >= least || (++tries > TRIES && best.length)) return
      place([...placed, spot], all)
    }
  }
  place([], 0)
  return best
}
/** Where the label of one tag could stand, and what that costs by itself. */
function spots(tag: PictureTag, room: Room, text: string, taken: readonly Box[]): Spot[] {
  const wanted = tag.direction ?? 'right'
  const first = wanted === 'right' ? (tag.x > FLIP ? 'left' : 'right') : tag.x < 1 - FLIP ? 'right' : 'left'
  const wide = Math.min(long(text), LABEL.most * room.width)
  const [x, at] = [tag.x * room.width, tag.y * room.height]
  return STEPS.flatMap((step) => (['left', 'right'] as const).map((side) => {
    const y = Math.min(Math.max(at + step * (LABEL.height + 2), LABEL.height / 2), room.height - LABEL.height / 2)
    const near = x + (side === 'right' ? LABEL.beside : -LABEL.beside)
    const box = { left: side === 'right' ? near : near - wide, right: side === 'right' ? near + wide : near, top: y - LABEL.height / 2, bottom: y + LABEL.height / 2 }
    // The line stands upright at the dot and turns to the label.
    const led = Math.abs(y - at) > ASIDE
    const line = led ? { left: x - LINE, right: x + LINE, top: Math.min(y, at), bottom: Math.max(y, at) } : null
    const spot = { tag, side, labelY: y / room.height, led, box, line, cost: 0 }
    const outside = Math.max(0, -box.left) + Math.max(0, box.right - room.width)
    spot.cost = outside * COST.outside + Math.abs(step) * COST.aside + (side === first ? 0 : COST.turned) + sum(taken, (one) => over(spot, one))
    return spot
  }))
}
function around(x: number, y: number): Box {
  return { left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT }
}
