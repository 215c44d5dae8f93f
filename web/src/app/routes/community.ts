/** Addresses of notes, people, topics and search. */
import type { RouteRecordRaw } from 'vue-router'

const unbuilt = () => import('../views/Lost.vue')

export const communityRoutes: RouteRecordRaw[] = [
  { path: '/following', name: 'following', component: unbuilt, meta: { tab: 'following', member: true } },
  { path: '/note/:id(\\d+)', name: 'note', component: () => import('../note/NotePage.vue'), meta: { overlay: true, tab: 'discover' } },
  { path: '/u/:id(\\d+)', name: 'member', component: unbuilt },
  { path: '/topic/:name', name: 'topic', component: unbuilt },
  { path: '/search/:q?', name: 'search', component: unbuilt, meta: { bare: true } },
]
