/** Every address of the member's app. Screens are loaded when they are opened; notes and products lie over the feed. */
import { nextTick } from 'vue'
import { createRouter, createWebHistory, type Router, type RouteRecordRaw, START_LOCATION } from 'vue-router'
import Discover from './views/Discover.vue'
import { communityRoutes } from './routes/community'
import { liveRoutes } from './routes/live'
import { mallRoutes } from './routes/mall'
import { meRoutes } from './routes/me'
import { shareRoutes } from './routes/share'
import { tradeRoutes } from './routes/trade'
import { keepFocus } from '@/lib/focus'
import { restyle } from '@/lib/restyle'
import { useSession } from '@/lib/session'
import { landed, morph } from './opening'

declare module 'vue-router' {
  interface RouteMeta {
    /** Which tab is lit. */
    tab?: 'messages' | 'following' | 'discover' | 'mall' | 'me'
    /** Only for members who are signed in; others are led to sign in and come back. */
    member?: boolean
    /** A page of its own without the bar of tabs. */
    bare?: boolean
    /** Lies over the page it was opened from; opened directly it is a page of its own. */
    overlay?: boolean
    /** Another address of this screen is another page, not the same one with other contents. */
    each?: boolean
  }
}

/** All addresses but the first, in groups that are made known one after the other: all at once take a slow phone some frames. */
export const ROUTES: readonly RouteRecordRaw[][] = [communityRoutes, mallRoutes, tradeRoutes, meRoutes, [...liveRoutes, ...shareRoutes, { path: '/:lost(.*)*', name: 'lost', component: () => import('./views/Lost.vue') }]]

/** The screens behind the tabs: who comes back to one by its tab finds it where it was left. */
const TABS: ReadonlySet<unknown> = new Set(['messages', 'following', 'discover', 'mall', 'me'])

/** Made when the page is taken over; it knows the first page, until `ROUTES` are told to it. */
export function openRouter(): Router {
  const left = new Map<unknown, number>()
  const router = createRouter({
    history: createWebHistory(),
    routes: [{ path: '/', name: 'discover', component: Discover, meta: { tab: 'discover' } }],
    // What lies over a page leaves that page where it is; going back brings it back to where it was.
    scrollBehavior: (to, from, saved) => {
      if (saved) return new Promise((resolve) => void nextTick(() => resolve(saved)))
      // The first page stands at its top, and asking where it stands costs a layout.
      if (to.meta.overlay || from === START_LOCATION) return false
      const top = from.meta.tab && to.name !== from.name ? left.get(to.name) ?? 0 : 0
      return new Promise((resolve) => void nextTick(() => resolve({ top })))
    },
  })
  router.beforeEach(restyle)
  router.beforeResolve(morph)
  router.afterEach(landed)
  router.afterEach(keepFocus)
  router.beforeEach((to, from) => {
    if (TABS.has(from.name)) left.set(from.name, scrollY)
    if (to.meta.member && !useSession().signedIn) return { name: 'login', query: { to: to.fullPath } }
    return true
  })
  return router
}
