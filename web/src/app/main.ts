import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import '@/ds/tokens.css'
import { keepFirstPage } from '@/lib/boot'
import { ApiError } from '@/lib/http'
import { followTheme } from '@/lib/theme'
import { startWorker } from '@/lib/worker'
import App from './App.vue'
import { router } from './router'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 30 * 60_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.status === 503),
    },
    mutations: { networkMode: 'always' },
  },
})

followTheme()
createApp(App).use(VueQueryPlugin, { queryClient: queries }).use(router).mount('#app')
startWorker()
keepFirstPage()
