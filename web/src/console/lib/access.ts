/** Which screens one's roles open. The server decides every request by itself; here it only shapes the navigation. */
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { useSession } from '@/lib/session'
import { SCREENS, type Screen } from '../screens'
import { useKeys } from './keys'

export function useScreens() {
  const session = useSession()
  return computed<Screen[]>(() => SCREENS.filter((screen) => session.holds(...screen.roles)))
}

/** `g` and a letter goes to a screen. */
export function useGoKeys(): void {
  const router = useRouter()
  const mine = useScreens()
  const go = (letter: string) => (): void => {
    const screen = mine.value.find((one) => one.letter === letter)
    if (screen) void router.push(`/${screen.name}`)
  }
  useKeys(Object.fromEntries(SCREENS.flatMap(({ letter }) => (letter ? [[`g${letter}`, go(letter)]] : []))))
}
