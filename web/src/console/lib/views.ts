/** Which view of a list is open and what it is narrowed to: all of it stands in the address, so that a link shows the same. */
import { computed, ref } from 'vue'
import { type LocationQueryRaw, useRoute, useRouter } from 'vue-router'
import { useSession } from '@/lib/session'

export type Values = Record<string, string>
export interface View { id: string; label: () => string; values: Values; own?: boolean }
export interface Choice { value: string; label: string }
export interface Filter {
  id: string
  label: () => string
  /** A choice of the API, yes or no, or words that the API looks for. */
  kind: 'choice' | 'flag' | 'text'
  options?: () => Choice[]
  /** A view of the list stands for it: the bar does not show it once more. */
  tab?: boolean
}
interface Kept { id: string; name: string; values: Values }

export function useViews(screen: string, views: () => View[], filters: () => Filter[]) {
  const route = useRoute()
  const router = useRouter()
  const place = `console.views.${screen}.${useSession().member?.id ?? ''}`
  const kept = ref<Kept[]>(JSON.parse(localStorage.getItem(place) ?? '[]') as Kept[])
  const all = computed<View[]>(() => [...views(), ...kept.value.map((one) => ({ id: one.id, label: () => one.name, values: one.values, own: true }))])
  /** A link, or the bar, may narrow a list to just what a view is for: then it is that view. */
  const meant = (view: View): boolean => Object.keys(view.values).length > 0 && Object.entries(view.values).every(([id, value]) => route.query[id] === value)
  const current = computed<View>(() => all.value.find((view) => view.id === route.query.view) ?? (route.query.view ? undefined : all.value.find(meant)) ?? all.value[0]!)
  const values = computed<Values>(() => {
    const found: Values = { ...current.value.values }
    for (const { id } of filters()) {
      const given = route.query[id]
      if (typeof given === 'string') found[id] = given
    }
    return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ''))
  })
  const changed = computed(() => filters().some(({ id, kind }) => kind !== 'text' && (values.value[id] ?? '') !== (current.value.values[id] ?? '')))

  function go(query: LocationQueryRaw, replace = true): void {
    void router[replace ? 'replace' : 'push']({ query })
  }
  function choose(id: string): void {
    go(id === all.value[0]!.id ? {} : { view: id }, false)
  }
  function set(id: string, value: string): void {
    const query: LocationQueryRaw = { ...route.query, [id]: value }
    if (value === (current.value.values[id] ?? '')) delete query[id]
    go(query)
  }
  function keep(name: string): void {
    // Words that were looked for may be numbers of orders: they are not kept on this computer.
    const lasting = Object.fromEntries(filters().filter(({ kind }) => kind !== 'text').map(({ id }) => [id, values.value[id] ?? '']))
    const view = { id: `own-${Date.now().toString(36)}`, name, values: lasting }
    write([...kept.value, view])
    choose(view.id)
  }
  function forget(id: string): void {
    write(kept.value.filter((one) => one.id !== id))
    go({})
  }
  function write(next: Kept[]): void {
    kept.value = next
    localStorage.setItem(place, JSON.stringify(next))
  }

  const open = computed(() => (typeof route.query.open === 'string' ? route.query.open : null))
  function show(id: string | null): void {
    const { open: _, ...query } = route.query
    go(id ? { ...query, open: id } : query, !id || Boolean(open.value))
  }
  return { all, current, values, changed, choose, set, keep, forget, open, show }
}
