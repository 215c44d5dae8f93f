import { createApp, h } from 'vue'
import '@/ds/tokens.css'

createApp({ render: () => h('main', 'console') }).mount('#app')
