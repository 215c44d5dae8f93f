/** What led to buying, as an address tells it: what the shop would not take never reaches an order. */
import { expect, test } from 'vitest'
import { sourceIn } from '../src/app/trade/source'

test.each(['note:5', 'show:184105829421182', 'sephora:1.2_x-y'])('%s is taken', (source) => {
  expect(sourceIn(source)).toBe(source)
})
test.each(['search', 'note:', ':5', 'Note:5', 'note:5\n', 'note:五', `note:${'1'.repeat(96)}`, ['note:5', 'note:6'], null, undefined])('%s is left out', (source) => {
  expect(sourceIn(source)).toBeUndefined()
})
