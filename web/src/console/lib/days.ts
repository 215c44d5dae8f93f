/** Days as the business counts them: in China, wherever the browser is. */
import { language } from '@/lib/words'

const DAY_MS = 86_400_000

/** A day so many days from today, as the API writes it. */
export const dayFromToday = (by: number): string => new Date(Date.now() + by * DAY_MS).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })

/** A day with its year, for papers that hold for many. */
export const dated = (day: string): string => new Intl.DateTimeFormat(language.value, { year: 'numeric', month: 'short', day: 'numeric' }).format(new Date(day))
