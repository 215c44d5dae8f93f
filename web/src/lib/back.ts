/**
 * Going back closes what lies over a page, and leaves the page where it is. A sheet has no address of its own, so the
 * step back is taken forward again when it has closed. A page that a visit began with has nothing of ours behind it:
 * there a sheet puts the same page into the history once more, and whoever really leaves passes over it.
 */
import type { Router } from 'vue-router'

const over: { close: () => void; position: number }[] = []
let router: Router | null = null
const position = (): number => Number(history.state?.position ?? 0)

/** Whether a page of this visit lies behind the one that is shown. */
export const hasBefore = (): boolean => Boolean(history.state?.back) && !history.state.twin

/** Something lies over the page now; whoever goes back wants it closed. Gives back how to say that it is gone. */
export function liesOver(close: () => void): () => void {
  if (router && !history.state?.back) router.options.history.push(router.currentRoute.value.fullPath, { twin: true })
  const one = { close, position: position() }
  over.push(one)
  return () => {
    const at = over.indexOf(one)
    if (at >= 0) over.splice(at, 1)
  }
}

/** Hear of a step back before the router does, so that it need not know; the router is opened behind it. */
export function closeByBack(open: () => Router): Router {
  let returning = false
  addEventListener('popstate', (event) => {
    const path = location.pathname + location.search + location.hash
    const steps = over.length ? over.at(-1)!.position - position() : 0
    const leaves = !over.length && history.state?.back === null && history.state.forward === path && router?.currentRoute.value.fullPath === path
    if (!returning && steps <= 0 && !leaves) return
    event.stopImmediatePropagation()
    if (returning) returning = false
    else if (leaves) history.back()
    else {
      returning = true
      over.pop()!.close()
      history.go(steps)
    }
  })
  router = open()
  return router
}
