/** Addresses of live: shows, a room, and the host's studio. */
import type { RouteRecordRaw } from 'vue-router'

export const liveRoutes: RouteRecordRaw[] = [
  { path: '/live', name: 'live', component: () => import('../live/Shows.vue'), meta: { bare: true, tab: 'discover' } },
  { path: '/live/:id(\\d+)', name: 'room', component: () => import('../live/Room.vue'), meta: { bare: true, each: true, tab: 'discover' } },
  { path: '/live/new', name: 'new-show', component: () => import('../live/NewShow.vue'), meta: { bare: true, member: true, tab: 'me' } },
  { path: '/live/:id(\\d+)/studio', name: 'studio', component: () => import('../live/Studio.vue'), meta: { bare: true, each: true, member: true, tab: 'me' } },
]
