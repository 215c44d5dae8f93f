/** Light, dark, or as the system is. */
import { ref } from 'vue'

export type Theme = 'system' | 'light' | 'dark'
const KEPT = 'theme'
const kept = localStorage.getItem(KEPT)
export const theme = ref<Theme>(kept === 'light' || kept === 'dark' ? kept : 'system')

export function followTheme(): void {
  if (theme.value === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme.value
}
export function chooseTheme(next: Theme): void {
  theme.value = next
  localStorage.setItem(KEPT, next)
  followTheme()
}
