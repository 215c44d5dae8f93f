import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { Columns, coverRatio, type Laid, lanes } from '../src/lib/lanes'

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
  it('keeps every block that got no further card', () => {
    const items = Array.from({ length: 90 }, (_, n) => ({ laid: cards[n % cards.length]! }))
    const columns = new Columns<{ laid: Laid }>()
    const before = columns.lay(items.slice(0, 60), 2)
    const after = columns.lay(items, 2)
    const places = lanes(items.map((one) => one.laid), 2)
    after.forEach((blocks, lane) => {
      expect(blocks.flat().map((one) => one.index)).toEqual(places.flatMap((place, index) => (place === lane ? [index] : [])))
      before[lane]!.slice(0, -1).forEach((block, place) => expect(blocks[place]).toBe(block))
    })
  })
  it.each([['one went', (all: { laid: Laid }[]) => all.toSpliced(3, 1), 2], ['the window grew', (all: { laid: Laid }[]) => all, 3]] as const)('lays anew when %s', (_, change, count) => {
    const items = cards.map((laid) => ({ laid }))
    const columns = new Columns<{ laid: Laid }>()
    columns.lay(items, 2)
    expect(columns.lay(change(items), count)).toEqual(new Columns<{ laid: Laid }>().lay(change(items), count))
  })
  it('shows covers between 3:4 and 4:3', () => {
    expect(coverRatio({ width: 1, height: 9, title: '' })).toBe(0.75)
    expect(coverRatio({ width: 9, height: 1, title: '' })).toBeCloseTo(4 / 3)
    expect(coverRatio({ width: 0, height: 0, title: '' })).toBe(1)
  })
})
