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
