/** What a refusal is called for people: the server's own sentence, which it speaks in their language. */
import { general } from '@/app/words/general'
import { ApiError } from './http'

export function explain(error: unknown): { title: string; text: string } {
  if (!(error instanceof ApiError)) return { title: general('broken'), text: '' }
  if (error.code === 'offline') return { title: general('offline'), text: general('offline_hint') }
  if (error.status >= 500) return { title: general('broken'), text: error.problem ? general('number_is', { id: error.problem.request_id.slice(0, 8) }) : '' }
  return { title: error.problem?.title ?? general('broken'), text: '' }
}

export const sentence = (error: unknown): string => explain(error).title

/** The fields of a form that a refusal is about, by their names in the API; none where it is about all of it. */
export function fieldsOf(error: unknown): string[] {
  const details = error instanceof ApiError ? error.problem?.details : undefined
  const errors = (details?.errors ?? []) as { key?: string }[]
  return [details?.field, ...errors.map((one) => one.key)].filter((field) => typeof field === 'string')
}
