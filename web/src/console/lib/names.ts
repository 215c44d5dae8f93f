/** Names of things that lists only have numbers of, asked for many at once and kept while the page is open. */
import { reactive } from 'vue'
import { type Named, nameSubjects } from '@/api.gen'
import { language } from '@/lib/words'

const known = reactive(new Map<string, Named | null>())
const asked = new Set<string>()
const MOST = 200
/** After names could not be had, in ms. */
const PAUSE = 10_000
let timer = 0
let asking = 0

async function ask(): Promise<void> {
  timer = 0
  asking++
  const wanted = [...asked].slice(0, MOST)
  wanted.forEach((subject) => asked.delete(subject))
  if (asked.size) timer = window.setTimeout(() => void ask(), 30)
  try {
    const found = await nameSubjects({ body: { subjects: wanted } })
    for (const subject of wanted) known.set(subject, null)
    for (const one of found) known.set(one.subject, one)
  } catch {
    // The number itself stays readable. What is on screen is drawn anew as it is forgotten, and so asks again: not at once.
    window.setTimeout(() => wanted.forEach((subject) => known.delete(subject)), PAUSE)
  }
  asking--
}

/** What a subject is called, or its number until that is known. */
export function nameOf(subject: string | null | undefined): string {
  if (!subject) return ''
  const one = known.get(subject)
  if (one) return language.value === 'en' ? one.name_en || one.name_zh : one.name_zh || one.name_en
  if (one === undefined && /^(member|note|sku|product|brand|warehouse|supplier|category):\d+$/.test(subject)) {
    known.set(subject, null)
    asked.add(subject)
    timer ||= window.setTimeout(() => void ask(), 30)
  }
  return subject.split(':')[1] ?? subject
}

/** Wait until every name that was asked for has come, or could not be had. */
export async function namesSettled(): Promise<void> {
  for (let turn = 0; turn < 200 && (timer || asking); turn++) await new Promise((done) => setTimeout(done, 30))
}

/** What stands on it: a barcode, the short code of a warehouse. */
export function codeOf(subject: string): string | null {
  nameOf(subject)
  return known.get(subject)?.code ?? null
}
