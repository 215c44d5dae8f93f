import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { compact } from '../src/lib/counts'

/** The same cases are held against app/webapp/wording.py by tests/web/test_shell.py. */
const cases = JSON.parse(readFileSync('tests/counts.json', 'utf8')) as [number, string, string][]

describe('counts', () => {
  it.each(cases)('tells %d as %s or %s', (n, zh, en) => {
    expect([compact(n, 'zh-CN'), compact(n, 'en')]).toEqual([zh, en])
  })
  it('reads as the browser tells compact numbers', () => {
    const own = (language: string) => new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })
    for (const language of ['zh-CN', 'en'] as const) {
      const tell = own(language)
      for (let n = 1; n < 3e9; n = Math.ceil(n * 1.07)) expect(compact(n, language)).toBe(tell.format(n))
      expect(compact(-25_259, language)).toBe(tell.format(-25_259))
    }
  })
})
