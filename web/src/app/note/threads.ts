/** Comments as the server lists them (each thread's first comment, then its answers) put into threads, and new ones among them. */
import type { Comment, PageOfComment } from '@/api.gen'
import type { InfiniteData } from '@/lib/query'

export interface Thread {
  first: Comment
  answers: Comment[]
}
export type Pages = InfiniteData<PageOfComment>

export function threads(comments: readonly Comment[]): Thread[] {
  const made: Thread[] = []
  for (const one of comments) {
    const last = made.at(-1)
    if (one.parent_id && last) last.answers.push(one)
    else made.push({ first: one, answers: [] })
  }
  return made
}

/** The pages with a comment that was just written: a new thread on top, an answer at the end of its thread. */
export function withComment(pages: Pages, written: Comment): Pages {
  const [top, ...rest] = pages.pages
  if (!written.parent_id) return { ...pages, pages: [{ ...top!, items: [written, ...top!.items] }, ...rest] }
  let placed = false
  const changed = pages.pages.map((page) => {
    const at = page.items.findIndex((one) => one.id === written.parent_id)
    if (at < 0 || placed) return page
    let end = at + 1
    while (end < page.items.length && page.items[end]!.parent_id) end++
    placed = true
    return { ...page, items: page.items.toSpliced(end, 0, written) }
  })
  return { ...pages, pages: changed }
}

/** The pages after a comment was taken back: it keeps its place without words while answers hang on it. */
export function withoutComment(pages: Pages, gone: Comment): Pages {
  const changed = pages.pages.map((page) => {
    const at = page.items.findIndex((one) => one.id === gone.id)
    if (at < 0) return page
    const holds = !gone.parent_id && page.items[at + 1]?.parent_id
    return { ...page, items: holds ? page.items.with(at, { ...gone, text: '', deleted: true, may_delete: false }) : page.items.toSpliced(at, 1) }
  })
  return { ...pages, pages: changed }
}
