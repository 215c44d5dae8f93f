/** A text in parts: plain words, and the topics that the server found in it, which lead somewhere. */
export interface Part {
  text: string
  topic?: string
}

export function split(body: string, topics: readonly string[]): Part[] {
  const names = topics.filter(Boolean).toSorted((one, other) => other.length - one.length).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (!names.length) return [{ text: body }]
  const parts: Part[] = []
  let at = 0
  for (const found of body.matchAll(new RegExp(`[#＃](${names.join('|')})`, 'gi'))) {
    if (found.index > at) parts.push({ text: body.slice(at, found.index) })
    parts.push({ text: found[0], topic: found[1]!.toLowerCase() })
    at = found.index + found[0].length
  }
  if (at < body.length) parts.push({ text: body.slice(at) })
  return parts
}
