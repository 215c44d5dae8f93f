/** Amounts that stand below each other: all with the decimals of their currency, ¥149.00 above ¥13.56. */
import type { Money } from '@/api.gen'
import { money } from './format'

const places = (currency: string): number => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

export function exact(value: Money): string {
  const digits = places(value.currency ?? 'CNY')
  return value.amount % 10 ** digits || !digits ? money(value) : `${money(value)}.${'0'.repeat(digits)}`
}
