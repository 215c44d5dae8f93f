/** Whoever walks by keyboard or screen reader goes on at the top of a new page: the focus is never left behind with the old one. */
import { nextTick } from 'vue'
import { type RouteLocationNormalized, START_LOCATION } from 'vue-router'

export async function keepFocus(_to: RouteLocationNormalized, from: RouteLocationNormalized): Promise<void> {
  if (from === START_LOCATION) return
  await nextTick()
  if (document.activeElement && document.activeElement !== document.body) return
  const main = document.getElementById('main')
  if (!main) return
  main.tabIndex = -1
  main.focus({ preventScroll: true })
}
