/* Offline: the app's shell by version, pictures as seen, the last feed. Never checkout, identity or orders. */
const SHELL = 'shell-__VERSION__'
const FILES = __FILES__
const PICTURES_KEPT = 400
const ANSWERS_KEPT = 60

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(['/shell', ...FILES])))
})
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting()
  if (event.data === 'forget') event.waitUntil(caches.delete('answers'))
})
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('shell-') && name !== SHELL).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

async function keep(name, request, response, most) {
  if (!response.ok || response.status === 206) return
  const cache = await caches.open(name)
  await cache.put(request, response)
  const keys = await cache.keys()
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)))
}

async function keptFirst(event, name, most) {
  const kept = await caches.match(event.request)
  if (kept) return kept
  const response = await fetch(event.request)
  // A picture that is still drawn is answered with a clear point, which is not to be kept.
  if (!response.headers.get('Cache-Control')?.includes('no-store')) event.waitUntil(keep(name, event.request, response.clone(), most))
  return response
}

async function freshFirst(event, name, most) {
  try {
    const response = await fetch(event.request)
    event.waitUntil(keep(name, event.request, response.clone(), most))
    return response
  } catch (error) {
    const kept = await caches.match(event.request)
    if (kept) return kept
    throw error
  }
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin) return
  if (event.request.mode === 'navigate') {
    if (/^\/(v1|media|sandbox|openapi|problems|console|metrics)/.test(url.pathname)) return
    event.respondWith(fetch(event.request).catch(() => caches.match('/shell')))
  } else if (url.pathname.startsWith('/assets/')) event.respondWith(keptFirst(event, SHELL, 400))
  else if (url.pathname.startsWith('/media/')) event.respondWith(keptFirst(event, 'pictures', PICTURES_KEPT))
  else if (/^\/v1\/(feeds|notes\/\d+$|notes\/\d+\/comments|products|categories|topics)/.test(url.pathname)) {
    event.respondWith(freshFirst(event, 'answers', ANSWERS_KEPT))
  }
})
