/** Live: pieces go out in order and are tried again, lines stand once and in order, lengths read well. */
import { describe, expect, test, vi } from 'vitest'
import type { Line } from '@/api.gen'
import { joined, LINES_MAX } from '@/app/live/lines'
import { plainList, pushQueue, type Told } from '@/app/live/push'

vi.mock('@/lib/words', () => ({ language: { value: 'en' } }))
const { lengthOf } = await import('@/app/live/times')

const at = (second: number): string => `2026-11-29T12:00:${String(second).padStart(2, '0')}Z`
const line = (id: string, second: number): Line => ({ id, at: at(second), text: `line ${id}`, member: { id: '1', nickname: 'A' } })
const none = new Set<string>()

describe('lines of a chat', () => {
  test('each stands once, in the order in which it was said', () => {
    expect(joined([line('2', 2)], [line('1', 1), line('2', 2), line('3', 3)], none).map((one) => one.id)).toEqual(['1', '2', '3'])
  })
  test('of the same moment the one with the smaller number came first, however long the numbers are', () => {
    expect(joined([], [line('10', 1), line('9', 1)], none).map((one) => one.id)).toEqual(['9', '10'])
  })
  test('what was taken back does not come again', () => {
    expect(joined([line('1', 1)], [line('1', 1), line('2', 2)], new Set(['1'])).map((one) => one.id)).toEqual(['2'])
  })
  test('only the last so many are kept', () => {
    const many = Array.from({ length: LINES_MAX + 5 }, (_, n) => line(String(n), 1))
    expect(joined([], many, none)).toHaveLength(LINES_MAX)
  })
})

const LONG = 1000
/** A server that answers what it is told to, and what it was sent. */
function server(...answers: number[]) {
  const sent: string[] = []
  const told: Told[] = []
  const queue = pushQueue(async (name) => {
    sent.push(name)
    return answers.shift() ?? 204
  }, (now) => told.push(now), (ms) => (ms === LONG ? new Promise(() => undefined) : Promise.resolve()))
  return { queue, sent, told, last: () => told.at(-1)! }
}

describe('pieces of a picture', () => {
  test('go out one after the other, and are counted without their lists', async () => {
    const { queue, sent, last } = server()
    for (const name of ['init.mp4', '1.m4s', 'live.m3u8', '2.m4s', 'live.m3u8', '3.m4s', 'live.m3u8']) queue.add(name, name)
    await queue.settled(LONG)
    expect(sent).toEqual(['init.mp4', '1.m4s', 'live.m3u8', '2.m4s', '3.m4s', 'live.m3u8'])
    expect(last()).toEqual({ sent: 4, waiting: 0, trouble: '' })
  })
  test('are tried again where the line is broken or the server is busy', async () => {
    const { queue, sent, told } = server(0, 503, 429)
    queue.add('1.m4s', '')
    await queue.settled(LONG)
    expect(sent).toEqual(['1.m4s', '1.m4s', '1.m4s', '1.m4s'])
    expect(told.map((one) => one.trouble)).toEqual(['push_lost', 'push_lost', 'push_lost', ''])
  })
  test('that the server cannot use are left out', async () => {
    const { queue, sent, last } = server(422)
    queue.add('1.m4s', '')
    queue.add('2.m4s', '')
    await queue.settled(LONG)
    expect(sent).toEqual(['1.m4s', '2.m4s'])
    expect(last().sent).toBe(1)
  })
  test('stop for good where the key is not known any more', async () => {
    const { queue, sent, last } = server(404)
    queue.add('1.m4s', '')
    queue.add('2.m4s', '')
    await queue.settled(LONG)
    queue.add('3.m4s', '')
    expect(sent).toEqual(['1.m4s'])
    expect(last().trouble).toBe('push_refused')
  })
})

test('a list tells lengths to the millisecond', () => {
  expect(plainList('#EXTM3U\n#EXTINF:2.002333333333,\na.m4s\n#EXTINF:0.00004,\nb.m4s\n')).toBe('#EXTM3U\n#EXTINF:2.002,\na.m4s\n#EXTINF:0.001,\nb.m4s\n')
})

test('a length has hours only where there are some', () => {
  expect([lengthOf(0), lengthOf(75.9), lengthOf(3601)]).toEqual(['0:00', '1:15', '1:00:01'])
})
