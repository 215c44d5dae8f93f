/** A part of a page that is fetched when it is first wanted: where it does not come that is said, and the page stays as it is. */
import { general } from '@/app/words/general'
import { toast } from '@/ds/toast'
import { restyle } from './restyle'

/** Fetch what was asked for, then go on. */
export async function whenHere(part: () => Promise<unknown>, then: () => void): Promise<void> {
  try {
    await restyle()
    await part()
  } catch {
    toast(general(navigator.onLine ? 'broken' : 'offline'), { tone: 'bad' })
    return
  }
  then()
}
