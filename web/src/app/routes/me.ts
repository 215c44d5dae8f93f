/** Addresses of one's own page: messages, publishing, settings, signing in. */
import type { RouteRecordRaw } from 'vue-router'

const unbuilt = () => import('../views/Lost.vue')

export const meRoutes: RouteRecordRaw[] = [
  { path: '/messages', name: 'messages', component: unbuilt, meta: { tab: 'messages', member: true } },
  { path: '/me', name: 'me', component: unbuilt, meta: { tab: 'me', member: true } },
  { path: '/publish', name: 'publish', component: unbuilt, meta: { bare: true, member: true } },
  { path: '/welcome', name: 'welcome', component: () => import('../me/Welcome.vue'), meta: { bare: true, member: true } },
  { path: '/login', name: 'login', component: () => import('../me/Login.vue'), meta: { bare: true } },
]
