/** What the server wrote into the page: who asks, and the first page of Discover. */
import type { PageOfFeedItem, Profile } from '@/api.gen'

interface Boot {
  member: Profile | null
  roles: string[]
  discover: PageOfFeedItem | null
}

function read(): Boot {
  const written = document.getElementById('boot')?.textContent
  return written ? (JSON.parse(written) as Boot) : { member: null, roles: [], discover: null }
}

export const boot = read()
