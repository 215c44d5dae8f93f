/** What only members may do: visitors are led to sign in, and come back to where they were. */
import { useRouter } from 'vue-router'
import { useSession } from '@/lib/session'

export function useGate(): (run: () => unknown) => void {
  const session = useSession()
  const router = useRouter()
  return (run) => {
    if (session.signedIn) run()
    else void router.push({ name: 'login', query: { to: router.currentRoute.value.fullPath } })
  }
}
