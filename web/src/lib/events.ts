/** Behaviour events: what was shown, opened, hidden. Gathered and sent in batches; never in the way of the page. */
import { type EventBatch, type EventKind, type InsightSchemasEvent, recordEvents } from '@/api.gen'
import { ApiError } from './http'
import { uuid } from './uuid'

type Told = Omit<InsightSchemasEvent, 'id' | 'at' | 'session' | 'kind' | 'app'>
const SECONDS = 5
const BATCH = 100
const BATCHES = 10
const session = sessionStorage.getItem('visit') ?? uuid()
sessionStorage.setItem('visit', session)
let waiting: InsightSchemasEvent[] = []
/** What was sent and not received; it is sent again as it was, so that it is known by its id. */
let unanswered: EventBatch[] = []
let timer = 0

/** Note that something happened. */
export function tell(kind: EventKind, told: Told = {}): void {
  waiting.push({ id: uuid(), kind, at: new Date().toISOString(), session, app: 'web', ...told })
  if (waiting.length >= BATCH) void send()
  else timer ||= window.setTimeout(() => void send(), SECONDS * 1000)
}

async function send(leaving = false): Promise<void> {
  window.clearTimeout(timer)
  timer = 0
  const events = waiting.splice(0, BATCH)
  const batches = unanswered.splice(0)
  if (events.length) batches.push({ id: uuid(), events })
  const left = await Promise.all(batches.map((batch) => isLost(batch, leaving)))
  unanswered = [...batches.filter((_, place) => left[place]), ...unanswered].slice(-BATCHES)
}

/** Send a batch; whether it was not received and is worth another try. */
async function isLost(batch: EventBatch, leaving: boolean): Promise<boolean> {
  try {
    await recordEvents({ body: batch }, { keepalive: leaving })
    return false
  } catch (error) {
    return error instanceof ApiError && (error.status === 0 || error.status === 503)
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
