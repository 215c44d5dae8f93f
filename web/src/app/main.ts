import { createApp } from 'vue'
import '@/ds/tokens.css'
import { closeByBack } from '@/lib/back'
import { keepFirstPage } from '@/lib/boot'
import { painted } from '@/lib/painted'
import { keepAnswers } from '@/lib/query'
import { step } from '@/lib/steps'
import { takeOver } from '@/lib/takeover'
import { followTheme } from '@/lib/theme'
import { startWorker } from '@/lib/worker'
import App from './App.vue'
import { openRouter, ROUTES } from './router'

keepAnswers({ staleTime: 60_000, gcTime: 30 * 60_000 })
followTheme()

/** The addresses, the frame of the page and the screen in it are tasks of their own, so that a finger waits for none long. */
async function build(root: HTMLElement): Promise<void> {
  const router = closeByBack(openRouter)
  let enter = (): void => undefined
  const framed = new Promise<void>((go) => (enter = go))
  const only = router.beforeEach(() => {
    only()
    return framed.then(() => true)
  })
  for (const some of ROUTES) {
    await step()
    some.forEach((one) => router.addRoute(one))
  }
  await step()
  const app = createApp(App)
  await step()
  app.use(router)
  await step()
  app.mount(root)
  await step()
  enter()
  await router.isReady().catch(() => undefined) // the frame tells what could not be loaded
}
async function start(): Promise<void> {
  // What the server wrote is on the screen first; taking the page over is the longest work of a visit.
  await painted()
  await takeOver(document.getElementById('app')!, build)
  performance.mark('mounted')
  await step('idle')
  startWorker()
  await step('idle')
  keepFirstPage()
}
void start()
