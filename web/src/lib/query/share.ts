/** The new answer, with every part that says the same as before taken from before: what did not change is not drawn again. */
export function share<T>(before: unknown, now: T): T {
  if (before === now || !plain(before) || !plain(now) || Array.isArray(before) !== Array.isArray(now)) return now
  const old = before as Record<string, unknown>
  const names = Object.keys(now)
  let same = names.length === Object.keys(old).length
  const made = (Array.isArray(now) ? [] : {}) as Record<string, unknown>
  for (const name of names) {
    made[name] = share(old[name], (now as Record<string, unknown>)[name])
    same &&= made[name] === old[name] && name in old
  }
  return (same ? before : made) as T
}

const plain = (value: unknown): value is object => {
  const kind: unknown = value && Object.getPrototypeOf(value)
  return kind === Object.prototype || kind === Array.prototype
}
