/** Signing out: the session ends, and what was kept of this member on the page and in the worker is forgotten. */
import type { QueryClient } from '@tanstack/vue-query'
import type { Router } from 'vue-router'
import { askAnew } from '@/lib/anew'
import { useSession } from '@/lib/session'

export async function signOutHere(queries: QueryClient, router: Router): Promise<void> {
  await router.replace('/')
  await useSession().leave()
  navigator.serviceWorker?.controller?.postMessage('forget')
  queries.removeQueries({ queryKey: ['me'] })
  queries.removeQueries({ queryKey: ['notices'] })
  void askAnew(queries, ['discover'])
  queries.removeQueries({ type: 'inactive' })
}
