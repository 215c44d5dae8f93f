/** Every screen of the console: where it lies, who it is for, and the letter that leads there after `g`. */
import type { Component } from 'vue'
import IconChart from '~icons/ph/chart-line-up'
import IconDemand from '~icons/ph/heart'
import IconProposal from '~icons/ph/hand-coins'
import IconPurchase from '~icons/ph/receipt'

export type Group = 'home' | 'content' | 'procurement' | 'stock' | 'trade' | 'goods' | 'finance' | 'system'
export interface Screen {
  name: string
  group: Group
  icon: Component
  roles: string[]
  letter?: string
  view: () => Promise<unknown>
}

const ALL = ['editor', 'moderator', 'buyer', 'warehouse', 'customs', 'brand', 'support', 'finance', 'admin', 'auditor']

export const SCREENS: Screen[] = [
  { name: 'overview', group: 'home', icon: IconChart, roles: ALL, letter: 'o', view: () => import('./views/Overview.vue') },
  { name: 'demand', group: 'procurement', icon: IconDemand, roles: ['buyer', 'editor', 'finance', 'admin'], letter: 'd', view: () => import('./views/DemandBoard.vue') },
  { name: 'proposals', group: 'procurement', icon: IconProposal, roles: ['buyer'], letter: 'p', view: () => import('./views/Proposals.vue') },
  { name: 'purchases', group: 'procurement', icon: IconPurchase, roles: ['buyer', 'warehouse'], letter: 'u', view: () => import('./views/Purchases.vue') },
]
