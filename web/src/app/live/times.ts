/** Moments and lengths of shows as people read them. */
import { language } from '@/lib/words'

const DAY = 86_400_000

/** 20:00 of today, otherwise with its day. */
export function startOf(moment: string, now = Date.now()): string {
  const at = new Date(moment)
  const today = Math.abs(at.getTime() - now) < DAY && at.getDate() === new Date(now).getDate()
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hour12: false }
  return new Intl.DateTimeFormat(language.value, today ? options : { month: 'short', day: 'numeric', ...options }).format(at)
}

/** 75 seconds as 1:15, with hours where there are some. */
export function lengthOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number): string => String(n).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** A moment as the field for it wants it: local, to the minute. */
export function localOf(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
