import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { coverRatio, type Laid, lanes } from '../src/lib/lanes'

/** The same cases are held against app/webapp/lanes.py by tests/web/test_shell.py. */
const cases = JSON.parse(readFileSync('tests/lanes.json', 'utf8')) as { cards: [number, number, string][]; lanes: Record<string, number[]> }
const cards: Laid[] = cases.cards.map(([width, height, title]) => ({ width, height, title }))

describe('lanes', () => {
  it.each(Object.entries(cases.lanes))('lays the cards in %s lanes as the server does', (count, places) => {
    expect(lanes(cards, Number(count))).toEqual(places)
  })
  it('never moves earlier cards when more arrive', () => {
    for (let n = 1; n <= cards.length; n++) expect(lanes(cards.slice(0, n), 3)).toEqual(lanes(cards, 3).slice(0, n))
  })
  it('shows covers between 3:4 and 4:3', () => {
    expect(coverRatio({ width: 1, height: 9, title: '' })).toBe(0.75)
    expect(coverRatio({ width: 9, height: 1, title: '' })).toBeCloseTo(4 / 3)
    expect(coverRatio({ width: 0, height: 0, title: '' })).toBe(1)
  })
})
