/** How figures of experiments look: shares, averages, money, rates. */
import type { Comparison, Metric, Verdict } from '@/api.gen'
import { money } from '@/lib/format'
import { language } from '@/lib/words'
import type { Tone } from '../../lib/states'

const TONES: Record<Verdict, Tone> = { early: 'calm', open: 'wait', better: 'good', worse: 'bad', harmful: 'bad', skewed: 'bad' }
export const verdictTone = (verdict: Verdict | null | undefined): Tone => (verdict ? TONES[verdict] : 'calm')

const format = (options: Intl.NumberFormatOptions) => (n: number): string => new Intl.NumberFormat(language.value, options).format(n)
const decimal = format({ minimumFractionDigits: 2, maximumFractionDigits: 3 })
const signed = format({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' })
export const percent = format({ style: 'percent', maximumFractionDigits: 1 })
/** 2500 of ten thousand as 25 %. */
export const share = (buckets: number): string => percent(buckets / 10_000)
export const chance = (p: number): string => (p < 0.001 ? '< 0.001' : decimal(p))

const isRate = (metric: Metric): boolean => metric.endsWith('_rate')
/** An average a member, money in yuan, a rate per thousand. */
export function figure(metric: Metric, value: number): string {
  if (metric === 'gmv') return money({ amount: Math.round(value), currency: 'CNY' })
  return decimal(isRate(metric) ? value * 1000 : value)
}
export function lift(one: Comparison): string {
  const bounds = one.bounds
  if (!bounds) return '–'
  if (bounds.lift == null || bounds.lift_low == null || bounds.lift_high == null) return `${decimal(bounds.difference)} [${decimal(bounds.low)}, ${decimal(bounds.high)}]`
  return `${signed(bounds.lift)} [${signed(bounds.lift_low)}, ${signed(bounds.lift_high)}]`
}
/** Four digits are enough for a chart. */
export const rounded = (metric: Metric, n: number): number => (metric === 'gmv' ? Math.round(n) / 100 : Math.round(n * 10_000) / 10_000)
