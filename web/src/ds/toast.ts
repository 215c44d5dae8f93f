/** Short words at the edge of the screen, read out by screen readers; one may offer to undo. */
import { ref } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'calm' | 'bad'
  action?: { label: string; run: () => void }
}
const SECONDS = 4
let last = 0
export const toasts = ref<Toast[]>([])

export function toast(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): number {
  const id = ++last
  toasts.value = [...toasts.value.slice(-2), { id, text, tone: 'calm', ...options }]
  setTimeout(() => dismiss(id), (options.action ? 2 : 1) * SECONDS * 1000)
  return id
}
export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}
