/**
 * Tells elements when they come near the view (three screens) and when they leave; one observer for all. A fast fling
 * moves dozens at once: a few are told in each frame, those that come before those that go.
 */
type Follow = (near: boolean, height: number) => void
const PER_FRAME = 6
const followed = new WeakMap<Element, Follow>()
const waiting = new Map<Element, IntersectionObserverEntry>()
let turn = 0

function tell(): void {
  const told = [...waiting.values()].sort((one, other) => Number(other.isIntersecting) - Number(one.isIntersecting)).slice(0, PER_FRAME)
  for (const entry of told) {
    waiting.delete(entry.target)
    followed.get(entry.target)?.(entry.isIntersecting, entry.boundingClientRect.height)
  }
  turn = waiting.size ? requestAnimationFrame(tell) : 0
}
const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) waiting.set(entry.target, entry)
  turn ||= requestAnimationFrame(tell)
}, { rootMargin: '250% 0px' })

export function watchNear(element: Element, follow: Follow): void {
  followed.set(element, follow)
  observer.observe(element)
}
export function stopWatching(element: Element): void {
  followed.delete(element)
  waiting.delete(element)
  observer.unobserve(element)
}
