/**
 * Tells elements when they come near the view (three screens) and when they leave; one observer for all. A fast fling
 * moves dozens at once: a few are told in each frame, and none any more once drawing them has taken its share of the
 * frame; those that come before those that go, and of what goes, parts before the whole around them, so that each was
 * measured.
 */
import { nextTick, onBeforeUnmount, onMounted, type Ref, ref } from 'vue'

type Follow = (near: boolean, height: number) => void
const PER_FRAME = 6
/** What all that is told in a frame may take, in ms; the rest of the frame belongs to layout and paint. */
const SHARE = 5
const followed = new WeakMap<Element, Follow>()
const waiting = new Map<Element, IntersectionObserverEntry>()
let turn = 0

async function tell(): Promise<void> {
  const until = performance.now() + SHARE
  const told = [...waiting.values()].sort((one, other) => Number(other.isIntersecting) - Number(one.isIntersecting)
    || one.boundingClientRect.height - other.boundingClientRect.height).slice(0, PER_FRAME)
  for (const entry of told) {
    // What changed its mind meanwhile has another entry; what is gone has none.
    if (waiting.get(entry.target) !== entry) continue
    waiting.delete(entry.target)
    followed.get(entry.target)?.(entry.isIntersecting, entry.boundingClientRect.height)
    await nextTick()
    if (performance.now() >= until) break
  }
  turn = waiting.size ? requestAnimationFrame(again) : 0
}
const again = (): void => void tell()
const observer = new IntersectionObserver((entries) => {
  // What is shown nowhere has no height: a list whose tab sleeps stays as it was.
  for (const entry of entries) if (entry.isIntersecting || entry.boundingClientRect.height) waiting.set(entry.target, entry)
  turn ||= requestAnimationFrame(again)
}, { rootMargin: '250% 0px' })

/**
 * Whether a place is near the view, and the height that keeps it open while its content is away. What holds the focus
 * stays. A place whose height is `known` begins empty.
 */
export function useNear(place: Readonly<Ref<HTMLElement | null>>, known = 0, measured?: (height: number) => void) {
  const near = ref(!known)
  const height = ref(known)
  let watched: HTMLElement
  onMounted(() => {
    watched = place.value!
    followed.set(watched, (now, tall) => {
      if (now === near.value || (!now && watched.contains(document.activeElement))) return
      if (!now) {
        height.value = tall
        measured?.(tall)
      }
      near.value = now
      if (now) void nextTick(() => (height.value = 0))
    })
    observer.observe(watched)
  })
  onBeforeUnmount(() => {
    followed.delete(watched)
    waiting.delete(watched)
    observer.unobserve(watched)
  })
  return { near, height }
}
