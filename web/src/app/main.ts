import { createApp } from 'vue'
import '@/ds/tokens.css'
import { keepFirstPage } from '@/lib/boot'
import { painted } from '@/lib/painted'
import { keepAnswers } from '@/lib/query'
import { followTheme } from '@/lib/theme'
import { startWorker } from '@/lib/worker'
import App from './App.vue'
import { router } from './router'

keepAnswers({ staleTime: 60_000, gcTime: 30 * 60_000 })
followTheme()
// What the server wrote is on the screen first; taking the page over is the longest task of a visit.
void painted().then(() => {
  createApp(App).use(router).mount('#app')
  performance.mark('mounted')
  startWorker()
  keepFirstPage()
})
