/** Numbers, money and moments as people read them in the chosen language. Nothing is computed here but their look. */
import type { Money } from '@/api.gen'
import { compact } from './counts'
import { language } from './words'

const DIGITS: Record<string, number> = { JPY: 0, KRW: 0 }

/** Made once for each look: making one costs some fifteen times what using it does, and every card has a count. */
const made = new Map<string, Intl.NumberFormat>()
function figures(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const look = language.value + JSON.stringify(options)
  let one = made.get(look)
  if (!one) made.set(look, (one = new Intl.NumberFormat(language.value, options)))
  return one
}

/** 12900 CNY minor units as ¥129; a whole amount has no zeros behind the point. */
export function money(value: Money): string {
  const currency = value.currency ?? 'CNY'
  const digits = DIGITS[currency] ?? 2
  const whole = value.amount % 10 ** digits === 0
  const written = figures({
    // Yuan are ¥ in every language; yen, and the dollars of several countries, are told apart.
    style: 'currency', currency, currencyDisplay: currency === 'CNY' ? 'narrowSymbol' : 'symbol',
    minimumFractionDigits: whole ? 0 : digits, maximumFractionDigits: digits,
  }).format(value.amount / 10 ** digits)
  return currency === 'JPY' ? written.replace(/(?<!JP)¥/, 'JP¥') : written // English knows no other yuan than CN¥
}

/** 25259 as 2.5万 or 25.3K. */
export const count = (n: number): string => compact(n, language.value)

export const number = (n: number): string => figures().format(n)

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]]

/** How long ago, up to a week; then the day. */
export function ago(moment: string, now = Date.now()): string {
  const seconds = (new Date(moment).getTime() - now) / 1000
  if (Math.abs(seconds) > 7 * 86_400) return day(moment)
  const relative = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' })
  for (const [unit, size] of UNITS) if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit)
  // Intl calls it 现在 and “now”, which nobody says of what has happened.
  return language.value === 'en' ? 'just now' : '刚刚'
}

/** 11-27, or 2025-11-27 in another year. */
export function day(moment: string): string {
  const at = new Date(moment)
  const options: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' }
  if (at.getFullYear() !== new Date().getFullYear()) options.year = 'numeric'
  return new Intl.DateTimeFormat(language.value, options).format(at)
}

/** Day and time of day. */
export const time = (moment: string): string =>
  new Intl.DateTimeFormat(language.value, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(moment))
