/** Addresses of one's own page: messages, publishing, albums, settings, signing in. */
import type { RouteRecordRaw } from 'vue-router'
import { useSession } from '@/lib/session'
import { safePath } from '../me/safePath'

const own = { bare: true, member: true, tab: 'me' } as const

export const meRoutes: RouteRecordRaw[] = [
  { path: '/messages', name: 'messages', component: () => import('../messages/Messages.vue'), meta: { tab: 'messages', member: true } },
  { path: '/messages/:box', name: 'messages-box', component: () => import('../messages/MessageBox.vue'), meta: { tab: 'messages', bare: true, member: true } },
  { path: '/me', name: 'me', component: () => import('../me/Me.vue'), meta: { tab: 'me', member: true } },
  { path: '/drafts', name: 'drafts', component: () => import('../me/Drafts.vue'), meta: own },
  { path: '/albums/:id(\\d+)', name: 'album', component: () => import('../me/AlbumPage.vue'), meta: own },
  { path: '/publish/:draft?', name: 'publish', component: () => import('../publish/Publish.vue'), meta: { bare: true, member: true } },
  { path: '/settings', name: 'settings', component: () => import('../settings/Settings.vue'), meta: own },
  { path: '/settings/profile', name: 'settings-profile', component: () => import('../settings/ProfileSettings.vue'), meta: own },
  { path: '/settings/security', name: 'settings-security', component: () => import('../settings/SecuritySettings.vue'), meta: own },
  { path: '/settings/privacy', name: 'settings-privacy', component: () => import('../settings/PrivacySettings.vue'), meta: own },
  { path: '/settings/data', name: 'settings-data', component: () => import('../settings/DataSettings.vue'), meta: own },
  { path: '/settings/portrait', name: 'settings-portrait', component: () => import('../settings/PortraitSettings.vue'), meta: own },
  { path: '/settings/display', name: 'settings-display', component: () => import('../settings/DisplaySettings.vue'), meta: { ...own, member: false } },
  { path: '/settings/offline', name: 'settings-offline', component: () => import('../settings/OfflineSettings.vue'), meta: { ...own, member: false } },
  { path: '/welcome', name: 'welcome', component: () => import('../me/Welcome.vue'), meta: { bare: true, member: true } },
  // Whoever is signed in already is led on to where they wanted to go.
  { path: '/forgot', name: 'forgot', component: () => import('../me/Forgot.vue'), meta: { bare: true }, beforeEnter: (to) => !useSession().signedIn || safePath(to.query.to) },
  { path: '/login', name: 'login', component: () => import('../me/Login.vue'), meta: { bare: true }, beforeEnter: (to) => !useSession().signedIn || safePath(to.query.to) },
]
