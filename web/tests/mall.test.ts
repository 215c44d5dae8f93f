import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { SkuView } from '../src/api.gen'

let shownFirst: (skus: readonly SkuView[]) => SkuView | undefined
beforeAll(async () => {
  await import('vue') // before there is half a document
  vi.stubGlobal('localStorage', { getItem: () => 'zh-CN', setItem: () => undefined, removeItem: () => undefined })
  vi.stubGlobal('document', { documentElement: {}, cookie: '' })
  ;({ shownFirst } = await import('../src/app/mall/naming'))
})
const sku = (id: string, amount: number, quantity_max: number): SkuView => ({ id, price: { amount, currency: 'CNY' }, quantity_max }) as SkuView

describe('goods that were just opened', () => {
  it('show their cheapest variant, as their card does', () => {
    expect(shownFirst([sku('dear', 900, 3), sku('cheap', 300, 3), sku('middle', 500, 3)])?.id).toBe('cheap')
  })
  it('show the cheapest that can be had', () => {
    expect(shownFirst([sku('gone', 100, 0), sku('there', 300, 1)])?.id).toBe('there')
  })
  it('show the cheapest of all where none can be had', () => {
    expect(shownFirst([sku('dear', 900, 0), sku('cheap', 300, 0)])?.id).toBe('cheap')
    expect(shownFirst([])).toBeUndefined()
  })
})
