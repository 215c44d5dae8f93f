/** The console of staff: its own entry, its own router under /console, the same tokens and words as the app. */
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import '@/ds/tokens.css'
import './console.css'
import { ApiError } from '@/lib/http'
import { followTheme } from '@/lib/theme'
import Console from './Console.vue'
import { router } from './router'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.status === 503),
    },
    mutations: { networkMode: 'always' },
  },
})

followTheme()
createApp(Console).use(VueQueryPlugin, { queryClient: queries }).use(router).mount('#app')
