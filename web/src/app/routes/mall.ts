/** Addresses of the mall: its home, shelves, brands and products. */
import type { RouteRecordRaw } from 'vue-router'

export const mallRoutes: RouteRecordRaw[] = [
  { path: '/mall', name: 'mall', component: () => import('../mall/Mall.vue'), meta: { tab: 'mall' } },
  { path: '/mall/new', name: 'new-week', component: () => import('../mall/NewWeek.vue'), meta: { bare: true, tab: 'mall' } },
  { path: '/mall/flash', name: 'flash', component: () => import('../mall/Flash.vue'), meta: { bare: true, tab: 'mall' } },
  { path: '/mall/c/:id(\\d+|all)', name: 'category', component: () => import('../mall/Category.vue'), meta: { bare: true, tab: 'mall' } },
  { path: '/brand/:id(\\d+)', name: 'brand', component: () => import('../mall/Brand.vue'), meta: { bare: true, tab: 'mall' } },
  { path: '/p/:id(\\d+)', name: 'product', component: () => import('../mall/ProductPage.vue'), meta: { bare: true, tab: 'mall' } },
]
