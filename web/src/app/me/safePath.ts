/** Where to go after signing in: a path of this site and nothing else. */
export function safePath(wish: unknown): string {
  const text = Array.isArray(wish) ? wish[0] : wish
  if (typeof text !== 'string' || !text.startsWith('/')) return '/'
  const address = new URL(text, location.origin)
  return address.origin === location.origin && !address.pathname.startsWith('//') && address.pathname !== '/login' ? address.pathname + address.search + address.hash : '/'
}
