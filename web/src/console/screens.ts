/** Every screen of the console: where it lies, who it is for, and the letter that leads there after `g`. */
import type { Component } from 'vue'
import IconChart from '~icons/ph/chart-line-up'
import IconNotes from '~icons/ph/notebook'
import IconPick from '~icons/ph/star'
import IconFlag from '~icons/ph/flag'
import IconLive from '~icons/ph/video-camera'
import IconFlask from '~icons/ph/flask'
import IconDemand from '~icons/ph/heart'
import IconProposal from '~icons/ph/hand-coins'
import IconPurchase from '~icons/ph/receipt'
import IconReceive from '~icons/ph/barcode'
import IconLots from '~icons/ph/warehouse'
import IconAdjust from '~icons/ph/scales'
import IconParcel from '~icons/ph/truck'
import IconCustoms from '~icons/ph/stamp'
import IconOrders from '~icons/ph/shopping-bag'
import IconProducts from '~icons/ph/package'
import IconTariff from '~icons/ph/list-magnifying-glass'
import IconBrand from '~icons/ph/seal-check'
import IconSupplier from '~icons/ph/handshake'
import IconLedger from '~icons/ph/books'
import IconPayments from '~icons/ph/coins'
import IconRefunds from '~icons/ph/arrow-u-up-left'
import IconMembers from '~icons/ph/users'
import IconAudit from '~icons/ph/clock-counter-clockwise'
import IconJobs from '~icons/ph/gear-six'
import IconSettings from '~icons/ph/sliders-horizontal'

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
  { name: 'notes', group: 'content', icon: IconNotes, roles: ['editor', 'moderator', 'admin'], letter: 'n', view: () => import('./views/Notes.vue') },
  { name: 'picks', group: 'content', icon: IconPick, roles: ['editor'], letter: 'q', view: () => import('./views/Picks.vue') },
  { name: 'experiments', group: 'content', icon: IconFlask, roles: ['editor', 'buyer', 'finance', 'admin', 'auditor'], letter: 'v', view: () => import('./views/Experiments.vue') },
  { name: 'reports', group: 'content', icon: IconFlag, roles: ['moderator'], letter: 'm', view: () => import('./views/Reports.vue') },
  { name: 'shows', group: 'content', icon: IconLive, roles: ['moderator', 'editor', 'admin'], letter: 'h', view: () => import('./views/Shows.vue') },
  { name: 'demand', group: 'procurement', icon: IconDemand, roles: ['buyer', 'editor', 'finance', 'admin'], letter: 'd', view: () => import('./views/DemandBoard.vue') },
  { name: 'proposals', group: 'procurement', icon: IconProposal, roles: ['buyer'], letter: 'p', view: () => import('./views/Proposals.vue') },
  { name: 'purchases', group: 'procurement', icon: IconPurchase, roles: ['buyer', 'warehouse', 'finance'], letter: 'u', view: () => import('./views/Purchases.vue') },
  { name: 'receiving', group: 'stock', icon: IconReceive, roles: ['warehouse', 'buyer'], letter: 'e', view: () => import('./views/Receiving.vue') },
  { name: 'lots', group: 'stock', icon: IconLots, roles: ['warehouse', 'buyer'], letter: 'l', view: () => import('./views/Lots.vue') },
  { name: 'adjustments', group: 'stock', icon: IconAdjust, roles: ['warehouse', 'buyer'], letter: 'j', view: () => import('./views/Adjustments.vue') },
  { name: 'parcels', group: 'stock', icon: IconParcel, roles: ['warehouse', 'support'], letter: 'k', view: () => import('./views/Parcels.vue') },
  { name: 'orders', group: 'trade', icon: IconOrders, roles: ['support', 'finance', 'customs', 'warehouse'], letter: 'r', view: () => import('./views/Orders.vue') },
  { name: 'declarations', group: 'trade', icon: IconCustoms, roles: ['customs', 'admin'], letter: 'c', view: () => import('./views/Declarations.vue') },
  { name: 'products', group: 'goods', icon: IconProducts, roles: ['buyer'], letter: 'g', view: () => import('./views/Products.vue') },
  { name: 'tariff', group: 'goods', icon: IconTariff, roles: ['buyer', 'customs', 'admin'], letter: 't', view: () => import('./views/Tariff.vue') },
  { name: 'brands', group: 'goods', icon: IconBrand, roles: ['buyer'], letter: 'b', view: () => import('./views/Brands.vue') },
  { name: 'suppliers', group: 'goods', icon: IconSupplier, roles: ['buyer'], letter: 's', view: () => import('./views/Suppliers.vue') },
  { name: 'ledger', group: 'finance', icon: IconLedger, roles: ['finance', 'auditor'], letter: 'f', view: () => import('./views/Ledger.vue') },
  { name: 'payments', group: 'finance', icon: IconPayments, roles: ['finance', 'auditor'], letter: 'y', view: () => import('./views/Payments.vue') },
  { name: 'refunds', group: 'finance', icon: IconRefunds, roles: ['finance', 'auditor'], letter: 'x', view: () => import('./views/Refunds.vue') },
  { name: 'members', group: 'system', icon: IconMembers, roles: ['admin'], letter: 'i', view: () => import('./views/Members.vue') },
  { name: 'audit', group: 'system', icon: IconAudit, roles: ['auditor', 'admin'], letter: 'a', view: () => import('./views/Audit.vue') },
  { name: 'jobs', group: 'system', icon: IconJobs, roles: ['admin'], letter: 'w', view: () => import('./views/Jobs.vue') },
  { name: 'settings', group: 'system', icon: IconSettings, roles: ['admin'], letter: 'z', view: () => import('./views/Settings.vue') },
]
