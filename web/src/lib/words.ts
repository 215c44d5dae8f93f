/** Two languages without a library: each area of the app keeps its sentences beside its screens. */
import { ref } from 'vue'
import { speak } from './http'

export type Language = 'zh-CN' | 'en'
type Sentences = Record<string, string>
type Values = Record<string, string | number>

const KEPT = 'language'
export const language = ref<Language>(remembered())
speak(language.value)
document.documentElement.lang = language.value

/** Change the language of everything on screen, now and at the next visit. */
export function choose(next: Language): void {
  language.value = next
  speak(next)
  document.documentElement.lang = next
  localStorage.setItem(KEPT, next)
  document.cookie = `language=${next}; path=/; max-age=31536000; samesite=lax`
}

function remembered(): Language {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'zh-CN' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/**
 * The sentences of one area. `en` must have exactly the keys of `zh`, or it does not compile.
 * `t('goods', { n: 3 })` fills `{n}`; an English text with a `|` has singular and plural, chosen by `n`.
 */
export function words<Z extends Sentences>(zh: Z, en: { [K in keyof Z]: string }): (key: keyof Z, values?: Values) => string {
  return (key, values = {}) => {
    let text: string = (language.value === 'en' ? en : zh)[key] ?? String(key)
    if (language.value === 'en' && text.includes('|') && 'n' in values) {
      text = text.split('|')[Number(values.n) === 1 ? 0 : 1] ?? text
    }
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
  }
}

/** What the server says in both languages. */
export const said = (both: { zh: string; en: string }): string => (language.value === 'en' ? both.en : both.zh)
