/** Sentences that were written down in both languages at once: 没有实名信息 / the buyer's real name is not known. */
import { said } from './words'

const BOTH = /^(\p{Script=Han}[^/]*?) \/ (\p{Script=Latin}[^:]*)(: .*)?$/su

/** The half that the reader reads, with the detail that stands behind both; what was written in one language stays. */
export function half(text: string): string {
  const found = BOTH.exec(text)
  return found ? said({ zh: found[1]!, en: found[2]! }) + (found[3] ?? '') : text
}
