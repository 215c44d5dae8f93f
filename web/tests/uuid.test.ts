/** Numbers that nobody else has, where the browser makes none of its own. */
import { expect, test, vi } from 'vitest'
import { uuid } from '@/lib/uuid'

test('on plain http, too, a number is of version 4 and comes once', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  const made = Array.from({ length: 200 }, uuid)
  expect(new Set(made).size).toBe(200)
  made.forEach((one) => expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/))
})
