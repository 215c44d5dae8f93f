/** Addresses of buying: cart, checkout, payment, orders, and what a buyer keeps for them. */
import type { RouteRecordRaw } from 'vue-router'

const page = { bare: true, member: true } as const

export const tradeRoutes: RouteRecordRaw[] = [
  { path: '/cart', name: 'cart', component: () => import('../trade/Cart.vue'), meta: { ...page, tab: 'mall' } },
  { path: '/checkout', name: 'checkout', component: () => import('../trade/Checkout.vue'), meta: { ...page, tab: 'mall' } },
  { path: '/pay/:id(\\d+)', name: 'pay', component: () => import('../trade/PayReturn.vue'), meta: { ...page, tab: 'mall' } },
  { path: '/orders', name: 'orders', component: () => import('../trade/Orders.vue'), meta: { ...page, tab: 'me' } },
  { path: '/orders/:id(\\d+)', name: 'order', component: () => import('../trade/OrderDetail.vue'), meta: { ...page, tab: 'me' } },
  { path: '/settings/addresses', name: 'addresses', component: () => import('../trade/Addresses.vue'), meta: { ...page, tab: 'me' } },
  { path: '/settings/real-name', name: 'real-name', component: () => import('../trade/RealName.vue'), meta: { ...page, tab: 'me' } },
]
