/** What was written down in both languages at once, for a reader of one of them. */
import { expect, test, vi } from 'vitest'

let english = false
vi.mock('@/lib/words', () => ({ said: (both: { zh: string; en: string }) => (english ? both.en : both.zh) }))
const { half } = await import('@/lib/both')

test.each([
  ["没有实名信息 / the buyer's real name is not known", '没有实名信息', "the buyer's real name is not known"],
  ['单证无法生成 / the documents cannot be written: no 3304', '单证无法生成: no 3304', 'the documents cannot be written: no 3304'],
  ['账号已停用 / the account was suspended', '账号已停用', 'the account was suspended'],
  ['支付人与订购人不一致', '支付人与订购人不一致', '支付人与订购人不一致'],
  ['夸大功效 / 卖假货', '夸大功效 / 卖假货', '夸大功效 / 卖假货'],
  ['see 1/2', 'see 1/2', 'see 1/2'],
  ['', '', ''],
])('%s', (text, zh, en) => {
  english = false
  expect(half(text)).toBe(zh)
  english = true
  expect(half(text)).toBe(en)
})
