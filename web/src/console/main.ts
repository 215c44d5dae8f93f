/** The console of staff: its own entry, its own router under /console, the same tokens and words as the app. */
import { createApp } from 'vue'
import '@/ds/tokens.css'
import './console.css'
import { keepAnswers } from '@/lib/query'
import { followTheme } from '@/lib/theme'
import Console from './Console.vue'
import { router } from './router'

keepAnswers({ staleTime: 15_000, gcTime: 5 * 60_000, refetchOnFocus: true })
followTheme()
createApp(Console).use(router).mount('#app')
