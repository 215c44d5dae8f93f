/** Addresses that people reach from outside: the trace code on a parcel. */
import type { RouteRecordRaw } from 'vue-router'

export const shareRoutes: RouteRecordRaw[] = [
  { path: '/verify/:code', name: 'verify', component: () => import('../views/Verify.vue'), meta: { bare: true } },
]
