import { describe, expect, it } from 'vitest'
import type { GoodsBetween, LiveBetween } from '@/api.gen'
import { type Between, placed } from '@/app/parts/between'

const show = (id: string): Between => ({ show: { id }, before: 0 }) as LiveBetween
const goods = (id: string): Between => ({ product: { id }, before: 0 }) as GoodsBetween
const note = (id: string, ...before: Between[]) => ({ note: { id }, before })
const told = (found: Map<string, Between[]>) => [...found].map(([id, all]) => [id, all.map((one) => ('show' in one ? one.show.id : one.product.id))])

describe('what stands between notes', () => {
  it('stands before its note', () => {
    expect(told(placed([note('1'), note('2', show('a')), note('3', goods('b'))], new Set()))).toEqual([['2', ['a']], ['3', ['b']]])
  })
  it('goes on to the next note when its own is hidden', () => {
    expect(told(placed([note('1', show('a')), note('2', goods('b'))], new Set(['1'])))).toEqual([['2', ['a', 'b']]])
  })
  it('is gone when it was sent away itself', () => {
    expect(told(placed([note('1', show('a'), goods('b'))], new Set(['a'])))).toEqual([['1', ['b']]])
  })
  it('stands once, also where a later feed brings it again', () => {
    expect(told(placed([note('1', show('a')), note('2'), note('3', show('a'))], new Set()))).toEqual([['1', ['a']]])
  })
})
