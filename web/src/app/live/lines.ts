/** The lines of a chat, as they come in more than one way. */
import type { Line } from '@/api.gen'

export const LINES_MAX = 200

/** Lines by their numbers, each once, the last so many. */
export function joined(known: readonly Line[], more: readonly Line[], gone: ReadonlySet<string>): Line[] {
  const all = new Map([...known, ...more].filter((one) => !gone.has(one.id)).map((one) => [one.id, one]))
  return [...all.values()].sort((a, b) => a.at.localeCompare(b.at) || a.id.length - b.id.length || a.id.localeCompare(b.id)).slice(-LINES_MAX)
}
