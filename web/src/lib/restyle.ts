/**
 * Stylesheets that did not come, fetched anew. The build's loader asks for each but once: whoever comes again to what
 * could not be opened without a network would see a page without its looks.
 */
const failed = new Set<HTMLLinkElement>()
addEventListener('error', ({ target }) => target instanceof HTMLLinkElement && failed.add(target), true)

export function restyle(): true | Promise<true> {
  if (!failed.size) return true
  const links = [...failed]
  failed.clear()
  return Promise.all(links.map((link) => new Promise((go) => {
    const again = link.cloneNode() as HTMLLinkElement
    again.onload = again.onerror = go
    link.replaceWith(again)
  }))).then(() => true)
}
