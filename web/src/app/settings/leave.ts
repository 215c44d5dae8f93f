/** Signing out: the session ends, and the page is made anew, so that nothing of this member stays on it. */
import { useSession } from '@/lib/session'

export async function signOutHere(): Promise<void> {
  await useSession().leave()
  location.replace('/')
}
