/**
 * One thing asked of the API, with its answer: who waits for it, whether it is being asked now, when it was answered.
 * Whoever asks for what is already on its way waits for that; whoever asks anew ends it, so that an older answer never
 * covers a newer one. What failed for want of a network or of a free server is tried again.
 */
import { shallowRef } from 'vue'
import { ApiError } from '../http'
import { share } from './share'

export type Key = readonly unknown[]
/** `all` of it is asked, or one page more. */
export type Asking = 'all' | 'next' | null
export type Ask<T> = (context: { readonly signal: AbortSignal }) => Promise<T>

export interface State<T> {
  readonly data: T | undefined
  readonly error: Error | null
  readonly asking: Asking
  /** When it was answered last; 0 is never, or no longer true. */
  readonly at: number
}
/** Somebody who shows the answer. */
export interface Observer {
  active: () => boolean
  staleTime: () => number
  refetch: () => Promise<void>
}

const TRIES = 3
const PAUSE = 800
const LONGEST = 2 ** 31 - 1

/** Another try may help: nobody answered although there is a network, or the server was too busy. */
const passing = (error: unknown): boolean => error instanceof ApiError && (error.status === 503 || (error.status === 0 && navigator.onLine !== false))

export class Entry<T = unknown> {
  readonly state = shallowRef<State<T>>({ data: undefined, error: null, asking: null, at: 0 })
  readonly observers = new Set<Observer>()
  readonly key: Key
  running: Promise<void> | null = null
  /** How long it stays when nobody shows it, in milliseconds. */
  keep: number
  private readonly gone: () => unknown
  private controller: AbortController | null = null
  private abortable = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(key: Key, keep: number, gone: () => unknown) {
    this.key = key
    this.keep = keep
    this.gone = gone
    this.expire()
  }

  get data(): T | undefined {
    return this.state.value.data
  }
  stale(staleTime: number): boolean {
    const { data, at } = this.state.value
    return data === undefined || at === 0 || Date.now() - at >= staleTime
  }
  /** The answer is what was given here. */
  put(data: T): void {
    this.set({ data: share(this.data, data), error: null, at: Date.now() })
  }
  /** It is no longer sure that the answer is true. */
  doubt(): void {
    this.set({ at: 0 })
  }

  join(observer: Observer, keep: number): void {
    clearTimeout(this.timer)
    this.keep = keep
    this.observers.add(observer)
  }
  leave(observer: Observer): void {
    if (!this.observers.delete(observer) || this.observers.size) return
    if (this.abortable) this.stop()
    this.expire()
  }

  /** Ask now; what was on its way is ended. Settles when the newest answer or refusal is there, and never rejects. */
  run(ask: Ask<T>, { asking = 'all' as Asking, retry = true } = {}): Promise<void> {
    this.controller?.abort()
    const controller = (this.controller = new AbortController())
    this.abortable = false
    this.set(this.data === undefined ? { asking, error: null } : { asking })
    const mine = (): boolean => this.controller === controller
    const done = (change: Partial<State<T>>): void => {
      if (!mine()) return
      this.controller = this.running = null
      this.set({ ...change, asking: null })
      if (!this.observers.size) this.expire()
    }
    const running = this.tried(ask, controller.signal, retry).then(
      (data) => done({ data: share(this.data, data), error: null, at: Date.now() }),
      (error: Error) => done({ error }),
    )
    // Somebody asked anew in between: their answer is the one to wait for.
    return (this.running = running.then(() => this.running ?? undefined))
  }
  private async tried(ask: Ask<T>, signal: AbortSignal, retry: boolean): Promise<T> {
    const entry = this
    const context = {
      get signal() {
        entry.abortable = true
        return signal
      },
    }
    for (let tries = 1; ; tries++) {
      try {
        return await ask(context)
      } catch (error) {
        if (!retry || tries === TRIES || !this.observers.size || !passing(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, PAUSE * tries))
        if (signal.aborted) throw error
      }
    }
  }

  /** Nobody waits any more. */
  private stop(): void {
    this.controller?.abort()
    this.controller = this.running = null
    this.set({ asking: null })
  }
  private set(change: Partial<State<T>>): void {
    this.state.value = { ...this.state.value, ...change }
  }
  private expire(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => !this.running && this.gone(), Math.min(this.keep, LONGEST))
  }
}
