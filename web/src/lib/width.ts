/** How wide the window is, in the steps that the layout knows. */
import { computed, ref, watch } from 'vue'
import { step } from './steps'

const width = ref(innerWidth)
addEventListener('resize', () => (width.value = innerWidth), { passive: true })

/** Two lanes on phones, 3 from 640 px, 4 from 1040, 5 from 1280. */
export const laneCount = computed(() => (width.value >= 1280 ? 5 : width.value >= 1040 ? 4 : width.value >= 640 ? 3 : 2))
/** The server hears it with the next page. */
watch(laneCount, (now) => void step('idle').then(() => (document.cookie = `lanes=${now}; path=/; max-age=31536000; samesite=lax`)), { immediate: true })
export const desktop = computed(() => width.value >= 900)
