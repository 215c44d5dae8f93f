/** What the address says to one screen: it keeps what was said last while a note lies over it or the screen sleeps. */
import { type Ref, ref, watch } from 'vue'
import { type RouteLocationNormalizedLoaded, useRoute } from 'vue-router'

export function useHere<T>(name: string, read: (route: RouteLocationNormalizedLoaded) => T): Readonly<Ref<T>> {
  const route = useRoute()
  const said = ref(read(route)) as Ref<T>
  watch(() => route.fullPath, () => {
    if (route.name === name) said.value = read(route)
  })
  return said
}
