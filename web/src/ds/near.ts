/** Tells elements when they come near the view (three screens) and when they leave; one observer for all. */
type Follow = (near: boolean, height: number) => void
const followed = new WeakMap<Element, Follow>()
const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) followed.get(entry.target)?.(entry.isIntersecting, entry.boundingClientRect.height)
}, { rootMargin: '250% 0px' })

export function watchNear(element: Element, follow: Follow): void {
  followed.set(element, follow)
  observer.observe(element)
}
export function stopWatching(element: Element): void {
  followed.delete(element)
  observer.unobserve(element)
}
