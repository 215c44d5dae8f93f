/** Countries as the API writes them, two letters of ISO 3166, by their names in the chosen language. */
import { language } from '@/lib/words'

const made = new Map<string, Intl.DisplayNames>()

/** Japan or 日本 for JP; a code that nobody knows stays as it is. */
export function country(code: string): string {
  let names = made.get(language.value)
  if (!names) made.set(language.value, (names = new Intl.DisplayNames(language.value, { type: 'region', fallback: 'code' })))
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code
}
