/** Numbers that nobody else has, where the browser makes none of its own. */
import { afterEach, expect, test, vi } from 'vitest'
import { uuid } from '@/lib/uuid'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('on plain http, too, a number is of version 7 and comes once', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  const made = Array.from({ length: 1000 }, uuid)
  for (const one of made) expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(made).size).toBe(1000)
})

test('a number begins with the moment at which it was made', () => {
  vi.useFakeTimers({ now: 1_796_000_000_123 })
  expect(parseInt(uuid().replaceAll('-', '').slice(0, 12), 16)).toBe(1_796_000_000_123)
})
