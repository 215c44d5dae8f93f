import { describe, expect, it } from 'vitest'
import type { Comment, PictureTag } from '../src/api.gen'
import { split } from '../src/app/note/body'
import { type Box, placeLabels, type Room } from '../src/app/note/spots'
import { threads, withComment, withoutComment } from '../src/app/note/threads'

const tag = (x: number, y: number, direction: 'left' | 'right' = 'right'): PictureTag => ({ kind: 'goods', text: `${x},${y}`, x, y, direction })
const square: Room = { width: 390, height: 390, taken: [] }
/** Of labels with nine wide signs each: their boxes, and those of the lines that lead to them. */
const seen = (placed: ReturnType<typeof placeLabels>, wide: number) => placed.map(({ tag: one, side, labelY, led }) => {
  const [x, y, at] = [one.x * 390, labelY * 390, one.y * 390]
  const left = side === 'right' ? x + 14 : x - 14 - wide
  return { label: { left, right: left + wide, top: y - 14, bottom: y + 14 }, line: led ? { left: x - 1, right: x + 1, top: Math.min(y, at), bottom: Math.max(y, at) } : null }
})
const meet = (one: Box, other: Box): boolean => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
const comment = (id: string, parent: string | null = null): Comment => ({
  id, note_id: '1', parent_id: parent, text: id, deleted: false, by_author: false, may_delete: true, created_at: '2026-11-27T08:00:00Z', author: { id: '9', nickname: 'A' },
})
const pages = (...lists: Comment[][]) => ({ pages: lists.map((items) => ({ items })) })
const ids = (given: ReturnType<typeof pages>): string[][] => given.pages.map((page) => page.items.map((one) => one.id))

describe('labels of tags', () => {
  it('turn inwards where they would leave the picture', () => {
    expect(placeLabels([tag(0.5, 0.5), tag(0.56, 0.1), tag(0.3, 0.9, 'left'), tag(0.6, 0.3, 'left')], { width: 390, height: 520, taken: [] }).map((one) => one.side)).toEqual(['right', 'left', 'right', 'left'])
  })
  it('stand inside, on no other label and on no other dot', () => {
    const crowd = [tag(0.2, 0.95), tag(0.3, 0.97), tag(0.4, 0.99), tag(0.1, 0.02), tag(0.3, 0.61), tag(0.85, 0.6, 'left')]
    const named = crowd.map((one, n) => ({ ...one, text: `金德霍安抚小熊${n} ¥119` }))
    const wide = 28 + 7 * 13 + 6 * 8
    const boxes = placeLabels(named, square).map(({ tag: one, side, labelY }) => {
      const near = one.x * 390 + (side === 'right' ? 14 : -14)
      return { left: side === 'right' ? near : near - wide, top: labelY * 390 - 14 }
    })
    for (const [n, box] of boxes.entries()) {
      expect(box.top).toBeGreaterThanOrEqual(0)
      expect(box.top).toBeLessThanOrEqual(362)
      for (const other of boxes.slice(n + 1)) expect(Math.abs(box.left - other.left) >= wide || Math.abs(box.top - other.top) >= 28).toBe(true)
      for (const [m, dot] of named.entries()) {
        if (m !== n) expect(dot.x * 390 > box.left - 6 && dot.x * 390 < box.left + wide + 6 && Math.abs(dot.y * 390 - box.top - 14) < 20).toBe(false)
      }
    }
  })
  it('are led back to their dots by lines that cross no other label', () => {
    // The last two stand so close that one label must stand aside; placed from above, its line crosses that of the second.
    const near = [tag(0.23, 0.68), tag(0.45, 0.76, 'left'), tag(0.24, 0.64, 'left')]
    const named = near.map((one, n) => ({ ...one, text: `很长的标签名字${n}` }))
    const wide = 28 + 7 * 13 + 8
    const placed = placeLabels(named, square)
    expect(placed.filter((one) => one.led).length).toBeGreaterThan(0)
    for (const one of placed.filter((each) => each.led)) {
      const [top, bottom] = [one.labelY, one.tag.y].map((y) => y * 390).sort((a, b) => a - b) as [number, number]
      for (const other of placed) {
        if (other === one) continue
        const edge = other.tag.x * 390 + (other.side === 'right' ? 14 : -14 - wide)
        const beside = one.tag.x * 390 < edge || one.tag.x * 390 > edge + wide
        expect(beside || bottom <= other.labelY * 390 - 14 || top >= other.labelY * 390 + 14, `${one.tag.text} leads across ${other.tag.text}`).toBe(true)
      }
    }
  })
})

describe('labels of tags in a row', () => {
  // Four goods that stand side by side, as the sample world draws them; the last two stand close above the buttons.
  const row = [tag(0.18, 0.7), tag(0.37, 0.66, 'left'), tag(0.57, 0.61), tag(0.8, 0.68, 'left')].map((one, n) => ({ ...one, text: `金德霍安抚小熊${n} ¥119` }))
  const wide = 28 + 7 * 13 + 6 * 8
  const buttons: Box[] = [{ left: 12, right: 46, top: 346, bottom: 380 }, { left: 54, right: 88, top: 346, bottom: 380 }, { left: 340, right: 378, top: 12, bottom: 36 }]
  it('hide nothing, and no line crosses anything', () => {
    const shown = seen(placeLabels(row, square), wide)
    for (const [n, one] of shown.entries()) for (const other of shown.slice(n + 1)) {
      expect(meet(one.label, other.label)).toBe(false)
      if (one.line) expect(meet(one.line, other.label)).toBe(false)
      if (other.line) expect(meet(other.line, one.label)).toBe(false)
      if (one.line && other.line) expect(meet(one.line, other.line)).toBe(false)
    }
  })
  it('leave the buttons of the page free, and so do their lines', () => {
    const low = [tag(0.5, 0.92, 'left'), tag(0.5, 0.06)].map((one, n) => ({ ...one, text: row[n]!.text }))
    const under = (room: Room): number => seen(placeLabels(low, room), wide).flatMap(({ label, line }) => [label, ...(line ? [line] : [])]).filter((one) => buttons.some((button) => meet(one, button))).length
    expect(under(square)).toBeGreaterThan(0)
    expect(under({ ...square, taken: buttons })).toBe(0)
  })
  it('are placed soon, however many there are', () => {
    const many = Array.from({ length: 10 }, (_, n) => ({ ...tag(0.5 + 0.01 * n, 0.5 + 0.005 * n), text: `很长的标签名字${n}` }))
    expect(placeLabels(many, square).map((one) => one.tag)).toEqual(many)
  })
})

describe('a text', () => {
  it('links the topics that the server found, the longest first', () => {
    expect(split('去#露营装备，还有＃露营', ['露营', '露营装备'])).toEqual([
      { text: '去' }, { text: '#露营装备', topic: '露营装备' }, { text: '，还有' }, { text: '＃露营', topic: '露营' },
    ])
    expect(split('#不是话题', [])).toEqual([{ text: '#不是话题' }])
  })
})

describe('comments', () => {
  it('form threads', () => {
    expect(threads([comment('a'), comment('b', 'a'), comment('c', 'b'), comment('d')]).map((one) => [one.first.id, one.answers.map((each) => each.id)])).toEqual([['a', ['b', 'c']], ['d', []]])
  })
  it('take a new thread on top and an answer at the end of its thread', () => {
    const before = pages([comment('a'), comment('b', 'a')], [comment('c')])
    expect(ids(withComment(before, comment('n')) as ReturnType<typeof pages>)).toEqual([['n', 'a', 'b'], ['c']])
    expect(ids(withComment(before, comment('n', 'a')) as ReturnType<typeof pages>)).toEqual([['a', 'b', 'n'], ['c']])
  })
  it('keep the place of a deleted one while answers hang on it', () => {
    const before = pages([comment('a'), comment('b', 'a'), comment('c')])
    expect(withoutComment(before, comment('a')).pages[0]!.items[0]).toMatchObject({ id: 'a', deleted: true, text: '' })
    expect(ids(withoutComment(before, comment('c')) as ReturnType<typeof pages>)).toEqual([['a', 'b']])
  })
})
