/** Days as the business counts them: in China, wherever the browser is. */
const DAY_MS = 86_400_000

/** A day so many days from today, as the API writes it. */
export const dayFromToday = (by: number): string => new Date(Date.now() + by * DAY_MS).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
