/** What the server wrote into the page: who asks, and Discover's shelves and first page. */
import type { Category, DiscoverPage, Profile } from '@/api.gen'

interface Boot {
  member: Profile | null
  roles: string[]
  /** The shelves at the top of the tree of goods. */
  shelves: Category[]
  discover: DiscoverPage | null
  /** The page came out of the service worker's shell: nobody was asked. */
  offline: boolean
}

function read(): Boot {
  const written = document.getElementById('boot')?.textContent
  return written ? (JSON.parse(written) as Boot) : { member: null, roles: [], shelves: [], discover: null, offline: false }
}

export const boot = read()

/** Where the first page of Discover is found again without a network; the address is the one the app would ask. */
export function keepFirstPage(): void {
  if (!boot.discover || !('caches' in window)) return
  const answer = new Response(JSON.stringify(boot.discover), { headers: { 'content-type': 'application/json' } })
  void caches.open('answers').then((cache) => cache.put('/v1/feeds/discover?channel=for_you', answer)).catch(() => undefined)
}
