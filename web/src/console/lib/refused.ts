/** Why something that staff sent was not taken: the server's sentence, and the fields it is about by their names. */
import { explain, fieldsOf } from '@/lib/explain'
import { field } from '../words/fields'
import { shell } from '../words/shell'

/** What was typed cannot be meant, and is told before anything is sent. */
export class Mistyped extends Error {}

export function why(error: unknown): string {
  if (error instanceof Mistyped) return error.message
  const { title } = explain(error)
  const named = [...new Set(fieldsOf(error).map((name) => field(name.split('.').at(-1)!.replace(/\[\d+\]$/, ''))))]
  return named.length ? shell('about_fields', { title, fields: named.join(shell('and')) }) : title
}
