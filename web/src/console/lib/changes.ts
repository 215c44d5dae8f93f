/** What a change was and became, as people read it: names for numbers, words for states, money and moments. */
import type { Currency } from '@/api.gen'
import { day, money, time } from '@/lib/format'
import { field } from '../words/fields'
import { word } from '../words/states'
import { nameOf } from './names'

const MOMENT = /^\d{4}-\d\d-\d\dT/
const DAY = /^\d{4}-\d\d-\d\d$/
const CODE = /^[a-z][a-z0-9_]*$/
const NAMED = /^(member|note|sku|product|brand|warehouse|supplier|category)_ids?$/
const isMoney = (value: object): value is { amount: number; currency: Currency } => 'amount' in value && 'currency' in value

export function told(name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'boolean') return field(value ? 'yes' : 'no')
  if (Array.isArray(value)) return value.map((one) => told(name, one)).join(' · ')
  if (typeof value === 'object') return isMoney(value) ? money(value) : Object.entries(value).map(([key, one]) => [field(key), told(key, one)]).filter(([, one]) => one).map((pair) => pair.join(' ')).join(' ')
  const text = String(value)
  if (MOMENT.test(text)) return time(text)
  if (DAY.test(text)) return day(text)
  if (/^\d+$/.test(text)) {
    if (/_by$/.test(name)) return text === '0' ? word('system') : nameOf(`member:${text}`)
    const kind = NAMED.exec(name)?.[1]
    if (kind) return nameOf(`${kind}:${text}`)
  }
  return CODE.test(text) ? word(text) : text
}
