/** Why an order ended, in words instead of the codes that trade writes. */
import { expect, test, vi } from 'vitest'

vi.mock('@/lib/words', () => ({
  words: (zh: Record<string, string>) => (key: string, values: Record<string, string> = {}) => (zh[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
  said: (both: { zh: string }) => both.zh,
}))
const { because } = await import('@/console/lib/reasons')

test.each([
  ['member', '会员取消，没说原因'],
  ['unpaid', '超时没付款'],
  ['stock-gone', '仓库缺货'],
  ['customs: 身份信息不一致: 2', '海关退单：身份信息不一致: 2'],
  ["customs: 没有实名信息 / the buyer's real name is not known", '海关退单：没有实名信息'],
  ['parcel: returning', '包裹：退回中'],
  ['尺寸买错了', '尺寸买错了'],
])('%s reads %s', (reason, words) => {
  expect(because(reason)).toBe(words)
})
