/** Copy a text, and say whether it worked: on plain http, or when it was not allowed, there is no clipboard. */
import { general } from '@/app/words/general'
import { toast } from '@/ds/toast'

export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(done)
  } catch {
    toast(general('not_copied'), { tone: 'bad' })
  }
}
