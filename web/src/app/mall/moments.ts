/** Hours and days as the mall writes them. */
import { language } from '@/lib/words'

const SOON = 18 * 3_600_000
/** 20:00; with the day when it is further away than the coming night. */
export function clock(moment: string): string {
  const at = new Date(moment)
  const today = Math.abs(at.getTime() - Date.now()) < SOON
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hour12: false }
  if (!today) Object.assign(options, { month: 'numeric', day: 'numeric' })
  return new Intl.DateTimeFormat(language.value, options).format(at)
}

/** 11月30日 or Nov 30, of a day without a time. */
export function dayOf(day: string): string {
  return new Intl.DateTimeFormat(language.value, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(day))
}

/** 2027年6月30日, with the year. */
export function fullDay(day: string): string {
  return new Intl.DateTimeFormat(language.value, { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' }).format(new Date(day))
}
