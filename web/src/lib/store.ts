/** State that all screens share: made at first use, one for the page. */
import { effectScope, reactive, type UnwrapNestedRefs } from 'vue'

export function defineStore<T extends object>(setup: () => T): () => UnwrapNestedRefs<T> {
  let made: UnwrapNestedRefs<T> | undefined
  return () => (made ??= reactive(effectScope(true).run(setup)!))
}
