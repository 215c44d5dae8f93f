/** The lit tab pressed again: first back to the top, then anew. */
const listeners = new Set<() => void>()

/** Be asked to refresh while a screen is shown. */
export function onAgain(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export function again(): void {
  if (scrollY > 80) scrollTo({ top: 0, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' })
  else listeners.forEach((listener) => listener())
}
