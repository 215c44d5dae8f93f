/** Where the labels of a picture's tags stand: beside their dot, on the side that is free, on no other label, dot or leading line. */
import type { PictureTag } from '@/api.gen'

export interface Placed {
  tag: PictureTag
  side: 'left' | 'right'
  /** Where the label stands, as a share of the height; the dot stays where it is. */
  labelY: number
  /** It had to stand so far aside that a line leads it back to its dot. */
  led: boolean
}
interface Box { left: number; right: number; top: number; bottom: number }

/** Reckoned on a phone; on a wider picture there is only more room. */
const WIDTH = 390
const LABEL = { height: 30, most: 0.56 * WIDTH, beside: 14, around: 28, sign: 13, narrow: 8 }
const DOT = 11
const LINE = 2
const FLIP = 0.55
/** From this share of the height on a label stands aside. */
const ASIDE = 0.03
const STEPS = [0, 1, -1, 2, -2, 3, -3, 4, -4]

const long = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > '\u2e80' ? LABEL.sign : LABEL.narrow), LABEL.around)
const meet = (one: Box, other: Box): boolean => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

/** Whether labels hide each other or a dot weighs more than a line that crosses something; standing aside weighs least. */
const COST = { hidden: 1000, crossed: 250, outside: 10, aside: 20, turned: 30 }
interface Spot extends Placed { box: Box; line: Box[] }

/** `ratio` is the picture's width by its height, `shown` all that a label says. */
export function placeLabels(tags: readonly PictureTag[], ratio = 0.75, shown: (tag: PictureTag) => string = (tag) => tag.text): Placed[] {
  const height = WIDTH / ratio
  // Whoever is placed first has the choice, so the best of some orders is taken; most pictures are done with the first.
  const orders: ((one: PictureTag, other: PictureTag) => number)[] = [(one, other) => one.y - other.y, (one, other) => other.y - one.y, (one, other) => one.x - other.x, (one, other) => other.x - one.x]
  let best = { cost: Infinity, spots: new Map<PictureTag, Spot>() }
  for (const order of orders) {
    const tried = inOrder([...tags].sort(order), height, shown)
    if (tried.cost < best.cost) best = tried
    if (best.cost < COST.crossed) break
  }
  return tags.map((tag) => best.spots.get(tag)!)
}
function inOrder(tags: readonly PictureTag[], height: number, shown: (tag: PictureTag) => string): { cost: number; spots: Map<PictureTag, Spot> } {
  const spots = new Map<PictureTag, Spot>()
  let cost = 0
  for (const tag of tags) {
    const others = tags.filter((one) => one !== tag).map((one) => around(one.x * WIDTH, one.y * height))
    let least = Infinity
    for (const spot of choices(tag, height, shown(tag))) {
      const there = [...spots].filter(([one]) => one !== tag).map(([, one]) => one)
      const hidden = [...there.map((one) => one.box), ...others].filter((one) => meet(one, spot.box)).length
      const crossed = there.flatMap((one) => one.line).filter((one) => meet(one, spot.box)).length + spot.line.flatMap((line) => [...there.map((one) => one.box), ...others].filter((one) => meet(one, line))).length
      const asked = hidden * COST.hidden + crossed * COST.crossed + spot.cost
      if (asked >= least) continue
      least = asked
      spots.set(tag, spot)
    }
    cost += least
  }
  return { cost, spots }
}
/** Where the label of one tag could stand, and what that costs by itself. */
function* choices(tag: PictureTag, height: number, text: string): Generator<Spot & { cost: number }> {
  const wanted = tag.direction ?? 'right'
  const first = wanted === 'right' ? (tag.x > FLIP ? 'left' : 'right') : tag.x < 1 - FLIP ? 'right' : 'left'
  const wide = Math.min(long(text), LABEL.most)
  const [x, at] = [tag.x * WIDTH, tag.y * height]
  for (const step of STEPS) for (const side of [first, first === 'right' ? 'left' : 'right'] as const) {
    const y = Math.min(Math.max(at + step * (LABEL.height + 2), LABEL.height / 2), height - LABEL.height / 2)
    const near = x + (side === 'right' ? LABEL.beside : -LABEL.beside)
    const box = { left: side === 'right' ? near : near - wide, right: side === 'right' ? near + wide : near, top: y - LABEL.height / 2, bottom: y + LABEL.height / 2 }
    // The line stands upright at the dot and turns to the label.
    const led = Math.abs(y / height - tag.y) > ASIDE
    const line = led ? [{ left: x - LINE, right: x + LINE, top: Math.min(y, at), bottom: Math.max(y, at) }] : []
    const outside = Math.max(0, -box.left) + Math.max(0, box.right - WIDTH)
    yield { tag, side, labelY: y / height, led, box, line, cost: outside * COST.outside + Math.abs(step) * COST.aside + (side === first ? 0 : COST.turned) }
  }
}
function around(x: number, y: number): Box {
  return { left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT }
}
