/** Lanes of the waterfall. The same function stands in app/webapp/lanes.py; a test holds them together. */
export interface Laid {
  width: number
  height: number
  title: string
}
export const COVER_RATIO_MIN = 3 / 4
export const COVER_RATIO_MAX = 4 / 3
const TITLE_ONE_LINE = 12
const TIE = 0.02

/** Width to height of a cover as shown: between 3:4 and 4:3. */
export const coverRatio = (card: Laid): number =>
  card.width && card.height ? Math.min(Math.max(card.width / card.height, COVER_RATIO_MIN), COVER_RATIO_MAX) : 1

/** Tells of one card after the other in which lane it goes: the shortest so far, the leftmost of equals. */
function laneTeller(count: number): (card: Laid) => number {
  const heights = Array.from({ length: count }, () => 0)
  return (card) => {
    let lane = 0
    for (let other = 1; other < count; other++) if (heights[other]! < heights[lane]! - TIE) lane = other
    heights[lane]! += 1 / coverRatio(card) + ([...card.title].length > TITLE_ONE_LINE ? 0.46 : 0.36)
    return lane
  }
}

/** In which lane each card goes. Adding cards never moves earlier ones. */
export function lanes(cards: readonly Laid[], count: number): number[] {
  const tell = laneTeller(count)
  return cards.map((card) => tell(card))
}

export interface Entry<T> { item: T; index: number }
/** Cards of one lane that follow each other; an array that is the same object holds the same cards. */
export type Block<T> = readonly Entry<T>[]
const BLOCK = 10

/** The lanes of a growing list, each in blocks: cards that join cost the same however many stand there already. */
export class Columns<T extends { laid: Laid }> {
  private laid: T[] = []
  private columns: (readonly Block<T>[])[] = []
  private tell = laneTeller(0)

  lay(items: readonly T[], count: number): readonly (readonly Block<T>[])[] {
    if (count !== this.columns.length || items.length < this.laid.length || this.laid.some((one, place) => one !== items[place])) {
      this.laid = []
      this.columns = Array.from({ length: count }, () => [])
      this.tell = laneTeller(count)
    }
    for (let index = this.laid.length; index < items.length; index++) this.add(items[index]!, index)
    return [...this.columns]
  }

  private add(item: T, index: number): void {
    this.laid.push(item)
    const lane = this.tell(item.laid)
    const blocks = this.columns[lane]!
    const last = blocks.at(-1)
    const open = last && last.length < BLOCK
    this.columns[lane] = [...(open ? blocks.slice(0, -1) : blocks), [...(open ? last : []), { item, index }]]
  }
}
