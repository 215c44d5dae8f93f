import { describe, expect, it } from 'vitest'
import type { Comment, PictureTag } from '../src/api.gen'
import { split } from '../src/app/note/body'
import { placeLabels } from '../src/app/note/spots'
import { threads, withComment, withoutComment } from '../src/app/note/threads'

const tag = (x: number, y: number, direction: 'left' | 'right' = 'right'): PictureTag => ({ kind: 'goods', text: `${x},${y}`, x, y, direction })
const comment = (id: string, parent: string | null = null): Comment => ({
  id, note_id: '1', parent_id: parent, text: id, deleted: false, by_author: false, may_delete: true, created_at: '2026-11-27T08:00:00Z', author: { id: '9', nickname: 'A' },
})
const pages = (...lists: Comment[][]) => ({ pages: lists.map((items) => ({ items })) })
const ids = (given: ReturnType<typeof pages>): string[][] => given.pages.map((page) => page.items.map((one) => one.id))

describe('labels of tags', () => {
  it('turn inwards where they would leave the picture', () => {
    expect(placeLabels([tag(0.5, 0.5), tag(0.56, 0.1), tag(0.3, 0.9, 'left'), tag(0.6, 0.3, 'left')]).map((one) => one.side)).toEqual(['right', 'left', 'right', 'left'])
  })
  it('stand inside, on no other label and on no other dot', () => {
    const crowd = [tag(0.2, 0.95), tag(0.3, 0.97), tag(0.4, 0.99), tag(0.1, 0.02), tag(0.3, 0.61), tag(0.85, 0.6, 'left')]
    const named = crowd.map((one, n) => ({ ...one, text: `金德霍安抚小熊${n} ¥119` }))
    const wide = 28 + 7 * 13 + 6 * 8
    const boxes = placeLabels(named, 1).map(({ tag: one, side, labelY }) => {
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
    const placed = placeLabels(named, 1)
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
