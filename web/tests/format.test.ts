/** Money of two countries that write it with the same sign, and how long ago something was. */
import { expect, test, vi } from 'vitest'

const spoken = vi.hoisted(() => ({ language: { value: 'en' } }))
vi.mock('@/lib/words', () => spoken)
const { ago, money } = await import('@/lib/format')

test.each(['zh-CN', 'en'])('yen are told from yuan in %s', (language) => {
  spoken.language.value = language
  expect(money({ amount: 129_00, currency: 'CNY' })).toBe('¥129')
  expect(money({ amount: -1_550, currency: 'CNY' })).toBe('-¥15.50')
  expect(money({ amount: 8_800, currency: 'JPY' })).toBe('JP¥8,800')
  expect(money({ amount: -8_800, currency: 'JPY' })).toBe('-JP¥8,800')
})

test.each([['zh-CN', '刚刚', '2分钟前'], ['en', 'just now', '2 minutes ago']])('what has just happened is called so in %s', (language, now, before) => {
  spoken.language.value = language
  const at = Date.parse('2026-11-29T10:00:00Z')
  expect(ago('2026-11-29T09:59:30Z', at)).toBe(now)
  expect(ago('2026-11-29T09:58:00Z', at)).toBe(before)
})
