/** What was searched for on this device; it stays here and can be deleted. */
import { ref } from 'vue'

const KEPT = 'searched'
const MOST = 20
const read = (): string[] => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}
export const searched = ref(read())

function keep(words: string[]): void {
  searched.value = words.slice(0, MOST)
  localStorage.setItem(KEPT, JSON.stringify(searched.value))
}
export const remember = (word: string): void => keep([word, ...searched.value.filter((one) => one !== word)])
export const forget = (word: string): void => keep(searched.value.filter((one) => one !== word))
export const forgetAll = (): void => keep([])
