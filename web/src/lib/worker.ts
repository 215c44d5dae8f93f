/** The service worker: registered once the page is idle; a new version waits until the member agrees. */
import { ref } from 'vue'

/** The worker of a newer version, when one waits. */
export const waiting = ref<ServiceWorker | null>(null)

const policy = window.trustedTypes?.createPolicy('zhongcao', { createScriptURL: (url: string) => (url === '/sw.js' ? url : '') })

export function startWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const register = (): void => {
    const address = (policy?.createScriptURL('/sw.js') ?? '/sw.js') as string
    navigator.serviceWorker.register(address).then((registration: ServiceWorkerRegistration | undefined) => {
      if (!registration) return // a browser that is told to block workers answers with nothing
      if (registration.waiting && navigator.serviceWorker.controller) waiting.value = registration.waiting
      registration.addEventListener('updatefound', () => {
        const coming = registration.installing
        coming?.addEventListener('statechange', () => {
          if (coming.state === 'installed' && navigator.serviceWorker.controller) waiting.value = coming
        })
      })
    }, () => undefined)
  }
  if (document.readyState === 'complete') register()
  else window.addEventListener('load', register, { once: true })
}

export function takeNewVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.value?.postMessage('take over')
}
