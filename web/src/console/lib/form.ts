/** Forms as data: fields by name, text in, text out; what the API wants is made by whoever sends it. */
export interface Field {
  id: string
  label: () => string
  kind?: 'text' | 'area' | 'number' | 'money' | 'date' | 'moment' | 'choice' | 'check'
  options?: () => { value: string; label: string }[]
  /** Must be filled in. */
  needed?: boolean
  hint?: () => string
  /** What stands there at first. */
  start?: string
  /** The most that a number may be, or letters that a text may have. */
  most?: number
  /** Takes the whole width of the form. */
  wide?: boolean
  /** The least that a number may be, or letters that a text must have. */
  least?: number
}
export type Given = Record<string, string>

export const started = (fields: readonly Field[]): Given => Object.fromEntries(fields.map(({ id, start }) => [id, start ?? '']))
/** Null where nothing was typed. */
export const orNull = (text: string | undefined): string | null => text?.trim() || null
export const numberOrNull = (text: string | undefined): number | null => (text?.trim() ? Number(text) : null)
