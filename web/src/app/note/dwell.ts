/** How long a note was looked at, told on leaving; time in the background does not count. */
import { onBeforeUnmount, onMounted } from 'vue'
import { tell } from '@/lib/events'

const SHORT_MS = 500
const LONG_MS = 30 * 60_000

export function useDwell(note: string): void {
  let looked = 0
  let since = 0
  const now = (): number => performance.now()
  const change = (): void => {
    if (document.hidden) looked += since ? now() - since : 0
    since = document.hidden ? 0 : now()
  }
  onMounted(() => {
    since = now()
    document.addEventListener('visibilitychange', change)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', change)
    const total = Math.round(looked + (since ? now() - since : 0))
    if (total >= SHORT_MS) tell('dwell', { note, feed: 'note', dwell_ms: Math.min(total, LONG_MS) })
  })
}
