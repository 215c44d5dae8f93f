/** Behaviour events: what was shown, opened, hidden. Gathered and sent in batches; never in the way of the page. */
import { type EventKind, type InsightSchemasEvent, recordEvents } from '@/api.gen'
import { ApiError } from './http'

type Told = Omit<InsightSchemasEvent, 'id' | 'at' | 'session' | 'kind' | 'app'>
const SECONDS = 5
const BATCH = 100
const session = sessionStorage.getItem('visit') ?? crypto.randomUUID()
sessionStorage.setItem('visit', session)
let waiting: InsightSchemasEvent[] = []
let timer = 0

/** Note that something happened. */
export function tell(kind: EventKind, told: Told = {}): void {
  waiting.push({ id: crypto.randomUUID(), kind, at: new Date().toISOString(), session, app: 'web', ...told })
  if (waiting.length >= BATCH) void send()
  else timer ||= window.setTimeout(() => void send(), SECONDS * 1000)
}

async function send(leaving = false): Promise<void> {
  window.clearTimeout(timer)
  timer = 0
  const batch = waiting.splice(0, BATCH)
  if (!batch.length) return
  try {
    await recordEvents({ body: { events: batch } }, { keepalive: leaving })
  } catch (error) {
    // Only what was not received is worth another try; each event has an id and is counted once.
    if (error instanceof ApiError && (error.status === 0 || error.status === 503)) waiting = [...batch, ...waiting].slice(0, 1000)
  }
}

addEventListener('pagehide', () => void send(true))

/** Watch cards come into view: half visible counts as an impression, once per element. */
const shown = new WeakMap<Element, () => void>()
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue
    shown.get(entry.target)?.()
    shown.delete(entry.target)
    watcher.unobserve(entry.target)
  }
}, { threshold: 0.5 })

/** `v-impression="() => tell('impression', {...})"` */
export const vImpression = {
  mounted(element: Element, binding: { value: () => void }): void {
    shown.set(element, binding.value)
    watcher.observe(element)
  },
  unmounted(element: Element): void {
    watcher.unobserve(element)
    shown.delete(element)
  },
}
