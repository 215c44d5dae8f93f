/** Addresses of notes, people, topics and search. */
import type { RouteRecordRaw } from 'vue-router'

export const communityRoutes: RouteRecordRaw[] = [
  { path: '/following', name: 'following', component: () => import('../people/Following.vue'), meta: { tab: 'following', member: true } },
  { path: '/note/:id(\\d+)', name: 'note', component: () => import('../note/NotePage.vue'), meta: { overlay: true, tab: 'discover' } },
  { path: '/u/:id(\\d+)', name: 'member', component: () => import('../people/MemberPage.vue'), meta: { each: true } },
  { path: '/u/:id(\\d+)/:list(fans|followees)', name: 'people', component: () => import('../people/PeopleList.vue'), meta: { bare: true } },
  { path: '/topic/:name', name: 'topic', component: () => import('../topic/TopicPage.vue'), meta: { each: true } },
  { path: '/search/:q?', name: 'search', component: () => import('../search/Search.vue'), meta: { bare: true } },
]
