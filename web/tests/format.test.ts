/** Money of two countries that write it with the same sign. */
import { expect, test, vi } from 'vitest'

const spoken = vi.hoisted(() => ({ language: { value: 'en' } }))
vi.mock('@/lib/words', () => spoken)
const { money } = await import('@/lib/format')

test.each(['zh-CN', 'en'])('yen are told from yuan in %s', (language) => {
  spoken.language.value = language
  expect(money({ amount: 129_00, currency: 'CNY' })).toBe('¥129')
  expect(money({ amount: -1_550, currency: 'CNY' })).toBe('-¥15.50')
  expect(money({ amount: 8_800, currency: 'JPY' })).toBe('JP¥8,800')
  expect(money({ amount: -8_800, currency: 'JPY' })).toBe('-JP¥8,800')
})
