/** Addresses under /console, one per screen; who may not open a screen is told which role it needs. */
import { createRouter, createWebHistory } from 'vue-router'
import { keepFocus } from '@/lib/focus'
import { restyle } from '@/lib/restyle'
import { SCREENS } from './screens'

declare module 'vue-router' {
  interface RouteMeta {
    roles?: string[]
    screen?: string
  }
}

export const router = createRouter({
  history: createWebHistory('/console'),
  routes: [
    { path: '/', redirect: '/overview' },
    ...SCREENS.map((screen) => ({ path: `/${screen.name}`, name: screen.name, component: screen.view as never, meta: { roles: screen.roles, screen: screen.name } })),
    { path: '/:lost(.*)*', name: 'lost', component: () => import('./frame/Lost.vue') },
  ],
  scrollBehavior: (to, from, saved) => (to.path === from.path ? false : (saved ?? { top: 0 })),
})

router.beforeEach(restyle)
router.afterEach(keepFocus)
