/** How somebody likes a table, kept on this computer: hidden columns and density. */
import { ref, watch } from 'vue'

export function keptTable(screen: string, spare: string[]) {
  const place = `console.table.${screen}`
  const kept = JSON.parse(localStorage.getItem(place) ?? 'null') as { hidden: string[]; compact: boolean } | null
  const hidden = ref(new Set(kept?.hidden ?? spare))
  const compact = ref(kept?.compact ?? false)
  watch([hidden, compact], () => localStorage.setItem(place, JSON.stringify({ hidden: [...hidden.value], compact: compact.value })))
  return { hidden, compact }
}
