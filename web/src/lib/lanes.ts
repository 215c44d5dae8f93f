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

/** In which lane each card goes: the shortest so far, the leftmost of equals. Adding cards never moves earlier ones. */
export function lanes(cards: readonly Laid[], count: number): number[] {
  const heights = Array.from({ length: count }, () => 0)
  return cards.map((card) => {
    let lane = 0
    for (let other = 1; other < count; other++) if (heights[other]! < heights[lane]! - TIE) lane = other
    heights[lane]! += 1 / coverRatio(card) + ([...card.title].length > TITLE_ONE_LINE ? 0.46 : 0.36)
    return lane
  })
}
