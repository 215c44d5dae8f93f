/** The upload queue: two pictures at a time, each tried again by itself, while one goes on writing; without a network they wait. */
import { sentence } from '@/lib/explain'
import { ApiError } from '@/lib/http'
import { uploadWithProgress } from '@/lib/upload'
import type { Shot } from './draft'

const AT_ONCE = 2
const WAITS = [1, 3, 8]
/** Too large, of no known kind, not readable: the same bytes get the same answer. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 415, 422])
const sleep = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
const connected = (signal: AbortSignal): Promise<void> => new Promise((go) => {
  addEventListener('online', () => go(), { once: true, signal })
  signal.addEventListener('abort', () => go())
})

export function uploadQueue(uploaded: () => void) {
  const waiting: Shot[] = []
  const lines = new Map<string, AbortController>()

  function add(shot: Shot): void {
    drop(shot.key)
    Object.assign(shot, { picture: null, progress: 0, trouble: '', refused: false })
    waiting.push(shot)
    pump()
  }
  function drop(key: string): void {
    lines.get(key)?.abort()
    const at = waiting.findIndex((one) => one.key === key)
    if (at >= 0) waiting.splice(at, 1)
  }
  function pump(): void {
    while (lines.size < AT_ONCE && waiting.length) void send(waiting.shift()!)
  }
  async function send(shot: Shot): Promise<void> {
    const line = new AbortController()
    lines.set(shot.key, line)
    for (let tries = 0; ; tries++) {
      if (!navigator.onLine) await connected(line.signal)
      if (line.signal.aborted) break
      try {
        shot.picture = await uploadWithProgress(shot.blob!, (share) => (shot.progress = share * 0.95), line.signal)
        shot.progress = 1
        uploaded()
        break
      } catch (error) {
        if (line.signal.aborted) break
        if (!navigator.onLine) {
          tries = -1
          continue
        }
        const passing = error instanceof ApiError && (error.status === 0 || error.status >= 500)
        if (passing && tries < WAITS.length) {
          await sleep(WAITS[tries]!)
          continue
        }
        shot.trouble = sentence(error)
        shot.refused = error instanceof ApiError && REFUSED.has(error.status)
        break
      }
    }
    if (lines.get(shot.key) === line) lines.delete(shot.key)
    pump()
  }
  const stop = (): void => {
    waiting.length = 0
    lines.forEach((line) => line.abort())
  }
  return { add, drop, stop }
}
