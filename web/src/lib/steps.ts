/**
 * Work that can wait, in steps. While a finger is on the screen, or what it did is not seen yet, no step begins: a
 * press finds a page that does nothing else.
 */
const HELD = 1000
const SEEN = 150
const AGAIN = 20
const PATIENCE = 100
let busyUntil = 0
const busyFor = (ms: number) => (): void => void (busyUntil = performance.now() + ms)
for (const [kind, ms] of [['pointerdown', HELD], ['keydown', SEEN], ['pointerup', SEEN], ['click', SEEN], ['pointercancel', 0]] as const) addEventListener(kind, busyFor(ms), { capture: true, passive: true })

const scheduling = (navigator as Navigator & { scheduling?: { isInputPending?: () => boolean } }).scheduling
const busy = (): boolean => performance.now() < busyUntil || Boolean(scheduling?.isInputPending?.())

/** Run it as a task of its own, at once or when the browser is idle; gives back how to call it off. */
export function later(run: () => void, when: 'soon' | 'idle'): () => void {
  let off = false
  const go = (): void => {
    if (off) return
    if (busy()) setTimeout(go, AGAIN)
    else run()
  }
  // Idle, but soon: whoever scrolls fast leaves no idle time.
  if (when === 'idle' && 'requestIdleCallback' in window) requestIdleCallback(go, { timeout: PATIENCE })
  else setTimeout(go, when === 'idle' ? AGAIN : 0)
  return () => void (off = true)
}
export const step = (when: 'soon' | 'idle' = 'soon'): Promise<void> => new Promise((go) => void later(go, when))
