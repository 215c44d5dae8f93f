/** Whose details the address opens; empty while none are. */
import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'

export function useOpened(): ComputedRef<string> {
  const route = useRoute()
  return computed(() => (typeof route.query.open === 'string' ? route.query.open : ''))
}
