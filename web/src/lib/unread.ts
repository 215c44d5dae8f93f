/**
 * How many notices wait, by box: asked at the start, then told live by the server while the page is seen. A lost line is
 * opened again with growing patience; where no line can be had the counters are asked for once a minute.
 */
import { defineStore } from './store'
import { computed, ref, watch } from 'vue'
import { type Counts, countNotices } from '@/api.gen'
import { useSession } from './session'
import { step } from './steps'

const PATIENCE = [1, 2, 5, 15, 30, 60]
const POLL_SECONDS = 60
const NONE: Counts = { likes: 0, follows: 0, comments: 0, notes: 0, orders: 0, total: 0 }

export const useUnread = defineStore(() => {
  const counts = ref<Counts>(NONE)
  const total = computed(() => counts.value.total ?? 0)
  const session = useSession()
  let line: EventSource | null = null
  let timer = 0
  let tries = 0

  async function ask(): Promise<void> {
    try {
      counts.value = await countNotices()
    } catch {
      // The next turn asks again; a badge is never worth a message.
    }
  }
  function hangUp(): void {
    line?.close()
    line = null
    window.clearTimeout(timer)
  }
  function later(): void {
    const seconds = PATIENCE[Math.min(tries++, PATIENCE.length - 1)]!
    window.clearTimeout(timer)
    timer = window.setTimeout(() => {
      if (tries > 3) void ask()
      listen()
    }, (seconds + Math.random()) * 1000)
  }
  function listen(): void {
    hangUp()
    if (!session.signedIn || document.hidden) return
    if (typeof EventSource === 'undefined') return poll()
    line = new EventSource('/v1/notices/stream')
    line.addEventListener('counts', (event) => {
      tries = 0
      counts.value = JSON.parse((event as MessageEvent<string>).data) as Counts
    })
    line.onerror = () => {
      // The server ends a line every ten minutes, and the browser opens it again by itself; a closed one is ours to reopen.
      if (line?.readyState === EventSource.CLOSED) later()
    }
  }
  function poll(): void {
    void ask()
    timer = window.setTimeout(listen, POLL_SECONDS * 1000)
  }
  function told(next: Counts): void {
    counts.value = next
  }

  watch(() => session.signedIn, (now) => {
    if (!now) counts.value = NONE
    tries = 0
    listen()
  })
  // A line is opened when the page has settled: it is nothing that anybody sees at once.
  void step('idle').then(listen)
  document.addEventListener('visibilitychange', listen)
  addEventListener('online', listen)
  addEventListener('pagehide', hangUp)
  return { counts, total, told }
})
