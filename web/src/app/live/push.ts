/**
 * Pieces of a picture on their way to the server, one after the other and in their order: each is tried again for a
 * while, of lists that wait only the next and the newest. Where the line is too slow the oldest pieces are left out.
 */
export type Trouble = '' | 'behind' | 'push_lost' | 'push_refused' | 'push_full'
export interface Told {
  sent: number
  waiting: number
  trouble: Trouble
}
interface Piece {
  name: string
  body: BodyInit
}
export type Put = (name: string, body: BodyInit) => Promise<number>
const WAITS = [300, 800, 1500, 3000, 5000, 8000]
/** More than so many waiting pieces are a picture of long ago. */
const WAITING_MAX = 12
const BEHIND = 4

/** Lengths to the millisecond: more digits than that are refused. */
export const plainList = (text: string): string => text.replace(/#EXTINF:([\d.]+)/g, (_, seconds: string) => `#EXTINF:${Math.max(0.001, Number(seconds)).toFixed(3)}`)

export function pushQueue(put: Put, tell: (told: Told) => void, pause: (ms: number) => Promise<void> = (ms) => new Promise((go) => setTimeout(go, ms))) {
  const waiting: Piece[] = []
  let sent = 0
  let running: Promise<void> | null = null
  let over = false

  const isList = (one: { name: string }): boolean => one.name.endsWith('.m3u8')
  const report = (trouble: Trouble): void => tell({ sent, waiting: waiting.filter((one) => !isList(one)).length, trouble: trouble || (waiting.length > BEHIND ? 'behind' : '') })

  function add(name: string, body: BodyInit): void {
    if (over) return
    // The next list keeps its place, or a slow line would never come to one; of those behind it only the newest goes.
    const lists = waiting.flatMap((one, place) => (place > 0 && isList(one) ? [place] : []))
    if (isList({ name }) && lists.length > 1) waiting.splice(lists.at(-1)!, 1)
    waiting.push({ name, body })
    while (waiting.length > WAITING_MAX) {
      const at = waiting.findIndex((one, place) => place > 0 && one.name.endsWith('.m4s'))
      if (at < 0) break
      waiting.splice(at, 1)
    }
    running ??= run()
  }
  async function run(): Promise<void> {
    while (waiting.length && !over) {
      const done = await send(waiting[0]!)
      if (over) break
      const piece = waiting.shift()!
      if (done && !isList(piece)) sent++
      report('')
    }
    running = null
  }
  /** Whether it was taken; what the server cannot use is left out, what it refuses for good ends all. */
  async function send(piece: Piece): Promise<boolean> {
    for (let tries = 0; !over; tries++) {
      const status = await put(piece.name, piece.body).catch(() => 0)
      if (status >= 200 && status < 300) return true
      if (status === 401 || status === 403 || status === 404) return stop('push_refused')
      if (status === 409) return stop('push_full')
      if ((status >= 400 && status < 500 && status !== 429 && status !== 408) || tries >= WAITS.length) return false
      report('push_lost')
      await pause(WAITS[tries]!)
    }
    return false
  }
  function stop(trouble: Trouble): false {
    over = true
    waiting.length = 0
    report(trouble)
    return false
  }
  /** Until everything has gone, or at most so long. */
  async function settled(most: number): Promise<void> {
    await Promise.race([running ?? Promise.resolve(), pause(most)])
    over = true
  }
  return { add, settled }
}
