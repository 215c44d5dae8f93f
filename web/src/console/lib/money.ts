/** Between what people type (12.50) and minor units (1250); nothing else is computed. */
import type { Currency, Money } from '@/api.gen'
import { shell } from '../words/shell'
import { Mistyped } from './refused'

const digits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

export function toMinor(text: string, currency: Currency = 'CNY'): Money {
  const [whole = '0', part = ''] = text.trim().split('.')
  const places = digits(currency)
  if (part.length > places) throw new Mistyped(shell('decimals', { currency, n: places }))
  return { amount: Number(whole + part.slice(0, places).padEnd(places, '0')), currency }
}

export const toMajor = (value: Money): string => {
  const places = digits(value.currency ?? 'CNY')
  return (value.amount / 10 ** places).toFixed(places)
}

export const CURRENCIES: Currency[] = ['CNY', 'USD', 'EUR', 'JPY', 'KRW', 'GBP', 'AUD', 'NZD', 'CAD', 'CHF', 'HKD', 'SGD', 'THB']
