/** Addresses of the mall: its home, shelves, brands and products. */
import type { RouteRecordRaw } from 'vue-router'

const unbuilt = () => import('../views/Lost.vue')

export const mallRoutes: RouteRecordRaw[] = [
  { path: '/mall', name: 'mall', component: unbuilt, meta: { tab: 'mall' } },
  { path: '/p/:id(\\d+)', name: 'product', component: unbuilt, meta: { bare: true, tab: 'mall' } },
]
