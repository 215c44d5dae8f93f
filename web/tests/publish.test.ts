import { describe, expect, it, vi } from 'vitest'
import { browserOf, systemOf } from '../src/app/settings/device'
import { part } from '../src/app/publish/picture'

describe('the part of a picture that a cut shows', () => {
  it('takes the middle of what is left over', () => {
    expect(part(1600, 900, { ratio: 1, zoom: 1, x: 0.5, y: 0.5 })).toEqual({ x: 350, y: 0, width: 900, height: 900 })
  })
  it('keeps the whole picture when no ratio is asked for', () => {
    expect(part(1200, 1600, { ratio: 0, zoom: 1, x: 0.5, y: 0.5 })).toEqual({ x: 0, y: 0, width: 1200, height: 1600 })
  })
  it('stays inside the picture at every zoom and edge', () => {
    for (const zoom of [1, 1.7, 3]) for (const x of [0, 1]) for (const y of [0, 1]) {
      const cut = part(1000, 700, { ratio: 3 / 4, zoom, x, y })
      expect(cut.x).toBeGreaterThanOrEqual(0)
      expect(cut.y).toBeGreaterThanOrEqual(0)
      expect(cut.x + cut.width).toBeLessThanOrEqual(1000.001)
      expect(cut.y + cut.height).toBeLessThanOrEqual(700.001)
      expect(cut.width / cut.height).toBeCloseTo(3 / 4)
    }
  })
})

describe('where one goes after signing in', () => {
  it('is a path of this site and nothing else', async () => {
    vi.stubGlobal('location', new URL('https://shop.example/login'))
    const { safePath } = await import('../src/app/me/safePath')
    expect(safePath('/orders?tab=pay#top')).toBe('/orders?tab=pay#top')
    for (const wish of ['https://evil.example/', '//evil.example', '/\\evil.example', '/%5cevil', 'javascript:alert(1)', '/login?to=/login', undefined, 7]) {
      const to = safePath(wish)
      expect(to.startsWith('/')).toBe(true)
      expect(new URL(to, 'https://shop.example').origin).toBe('https://shop.example')
      expect(to.startsWith('/login')).toBe(false)
    }
    vi.unstubAllGlobals()
  })
})

describe('a device', () => {
  it('is called by its browser and system', () => {
    const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Mobile Safari/604'
    expect([browserOf(phone), systemOf(phone)]).toEqual(['Safari', 'iPhone'])
    expect([browserOf(''), systemOf('')]).toEqual(['', ''])
  })
})
