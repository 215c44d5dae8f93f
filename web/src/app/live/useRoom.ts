/**
 * A room as it is now: asked for once, then told line by line by the server. A lost line is opened again with growing
 * patience, and what was missed meanwhile is asked for; where no line can be had the room is asked for every few seconds.
 */
import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue'
import { getShow, type Line, type Room, type ShelfItem, type ShowState } from '@/api.gen'
import { ApiError } from '@/lib/http'
import { useQuery } from '@/lib/query'
import { joined } from './lines'

const PATIENCE = [1, 2, 4, 8, 15, 30]
const POLL_SECONDS = 6

export function useRoom(id: string) {
  const query = useQuery<Room>({ queryKey: ['show', id], queryFn: () => getShow({ show: id }), staleTime: 0, gcTime: 0 })
  const state = ref<ShowState | null>(null)
  const lines = shallowRef<Line[]>([])
  const shelf = shallowRef<ShelfItem[]>([])
  const counts = reactive({ watching: 0, came: 0, hearts: 0 })
  const broken = ref(false)
  const gone = new Set<string>()
  let line: EventSource | null = null
  let timer = 0
  let tries = 0
  let opened = false

  const isOver = (): boolean => state.value === 'cancelled' || state.value === 'stopped' || state.value === 'ended'
  const room = computed(() => query.data.value)
  /** It was here and can no longer be seen: cancelled or stopped while nobody could say so, or its host shut one out. */
  const lost = computed(() => query.error.value instanceof ApiError && query.error.value.status === 404 && !isOver())
  watch(room, (now) => {
    if (!now) return
    state.value = now.state
    shelf.value = now.shelf
    Object.assign(counts, { watching: now.watching, came: now.came, hearts: Math.max(now.hearts, counts.hearts) })
    lines.value = joined(lines.value, now.lines, gone)
    if (!line && !timer) listen()
  }, { immediate: true })

  function hear<T>(kind: string, then: (told: T) => void): void {
    line?.addEventListener(kind, (event) => {
      tries = 0
      broken.value = false
      then(JSON.parse((event as MessageEvent<string>).data) as T)
    })
  }
  function hangUp(): void {
    line?.close()
    line = null
    window.clearTimeout(timer)
    timer = 0
  }
  function ask(): void {
    void query.refetch()
  }
  function later(): void {
    hangUp()
    broken.value = true
    const seconds = PATIENCE[Math.min(tries++, PATIENCE.length - 1)]!
    if (tries > 2) ask()
    timer = window.setTimeout(listen, (seconds + Math.random()) * 1000)
  }
  function poll(): void {
    if (isOver() || lost.value) return
    ask()
    timer = window.setTimeout(poll, POLL_SECONDS * 1000)
  }
  function listen(): void {
    hangUp()
    if (isOver() || lost.value) return
    if (typeof EventSource === 'undefined') return poll()
    line = new EventSource(`/v1/shows/${id}/stream`)
    line.onopen = () => {
      broken.value = false
      // What happened while the line was broken was told to others.
      if (opened) ask()
      opened = true
    }
    line.onerror = () => {
      broken.value = true
      if (line?.readyState === EventSource.CLOSED) later()
    }
    hear<Line>('line', (one) => (lines.value = joined(lines.value, [one], gone)))
    hear<{ id: string }>('gone', (one) => drop(one.id))
    hear<{ shelf: ShelfItem[] }>('shelf', (told) => (shelf.value = told.shelf))
    hear<Partial<typeof counts>>('count', (told) => Object.assign(counts, { ...told, hearts: Math.max(told.hearts ?? 0, counts.hearts) }))
    hear<{ state: ShowState }>('state', (told) => {
      if (state.value === told.state) return
      state.value = told.state
      ask()
      if (isOver()) hangUp()
    })
  }
  function drop(gone_id: string): void {
    gone.add(gone_id)
    lines.value = lines.value.filter((one) => one.id !== gone_id)
  }
  const add = (one: Line): void => void (lines.value = joined(lines.value, [one], gone))
  const back = (): void => {
    if (!isOver() && room.value) listen()
  }
  addEventListener('online', back)
  addEventListener('pagehide', hangUp)
  addEventListener('pageshow', back)
  onBeforeUnmount(() => {
    hangUp()
    removeEventListener('online', back)
    removeEventListener('pagehide', hangUp)
    removeEventListener('pageshow', back)
  })
  return { query, room, state, lines, shelf, counts, broken, lost, add, drop }
}
export type LiveRoom = ReturnType<typeof useRoom>
