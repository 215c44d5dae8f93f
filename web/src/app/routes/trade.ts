/** Addresses of buying: cart, checkout, payment, orders. */
import type { RouteRecordRaw } from 'vue-router'

const unbuilt = () => import('../views/Lost.vue')

export const tradeRoutes: RouteRecordRaw[] = [
  { path: '/cart', name: 'cart', component: unbuilt, meta: { bare: true, member: true } },
  { path: '/orders', name: 'orders', component: unbuilt, meta: { bare: true, member: true, tab: 'me' } },
]
