/** The keyboard of the console: one listener, the newest screen that knows a key gets it; typing is never disturbed. */
import { onBeforeUnmount, onMounted } from 'vue'

type Keys = Record<string, () => void>
const layers: Keys[] = []
const GO_MS = 1200
let goUntil = 0

/** Let keys work while this component is on screen. `g x` is written as "gx"; Ctrl or Cmd with K as "mod+k". */
export function useKeys(keys: Keys): void {
  onMounted(() => layers.push(keys))
  onBeforeUnmount(() => {
    const place = layers.indexOf(keys)
    if (place >= 0) layers.splice(place, 1)
  })
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && (target as HTMLInputElement).type !== 'checkbox'

function run(name: string): boolean {
  for (const layer of [...layers].reverse()) {
    const action = layer[name]
    if (action) {
      action()
      return true
    }
  }
  return false
}

window.addEventListener('keydown', (event) => {
  if (event.isComposing) return
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    if (run('mod+k')) event.preventDefault()
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('dialog[open]')) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const gone = event.timeStamp < goUntil
  goUntil = 0
  if (gone && run(`g${key}`)) return event.preventDefault()
  if (key === 'g') {
    goUntil = event.timeStamp + GO_MS
    return
  }
  if (run(key)) event.preventDefault()
})
