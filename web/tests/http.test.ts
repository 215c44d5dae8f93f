/** What one did acts at once: pages that are asked for right after are not answered from memory. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { operation } from '@/lib/http'

const read = operation<object, unknown>('GET', '/v1/feeds/discover')
const act = operation<object, unknown>('PUT', '/v1/notes/1/like')
const tell = operation<object, unknown>('POST', '/v1/events')
const asked: (string | undefined)[] = []
let hours = 0

beforeEach(() => {
  vi.useFakeTimers()
  vi.advanceTimersByTime(3_600_000 * ++hours)
  asked.length = 0
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    asked.push((init.headers as Record<string, string>)['cache-control'])
    return Promise.resolve(new Response(null, { status: 204 }))
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a page right after an act is asked for anew, a second later not any more', async () => {
  await read()
  await act()
  await read()
  vi.advanceTimersByTime(999)
  await read()
  vi.advanceTimersByTime(1)
  await read()
  expect(asked).toEqual([undefined, undefined, 'no-cache', 'no-cache', undefined])
})

test('what was merely seen is no act', async () => {
  await tell()
  await read()
  expect(asked).toEqual([undefined, undefined])
})

test('an act that is still under way counts, and again from its answer', async () => {
  let answered = (): void => {}
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    asked.push((init.headers as Record<string, string>)['cache-control'])
    const answer = new Response(null, { status: 204 })
    return init.method === 'GET' ? Promise.resolve(answer) : new Promise((go) => (answered = () => go(answer)))
  })
  const acting = act()
  await read()
  vi.advanceTimersByTime(5000)
  answered()
  await acting
  await read()
  expect(asked).toEqual([undefined, 'no-cache', 'no-cache'])
})
