/** How wide the window is, in the steps that the layout knows. */
import { computed, ref, watchEffect } from 'vue'

const width = ref(innerWidth)
addEventListener('resize', () => (width.value = innerWidth), { passive: true })

/** Two lanes on phones, 3 from 640 px, 4 from 1040, 5 from 1280. */
export const laneCount = computed(() => (width.value >= 1280 ? 5 : width.value >= 1040 ? 4 : width.value >= 640 ? 3 : 2))
watchEffect(() => (document.cookie = `lanes=${laneCount.value}; path=/; max-age=31536000; samesite=lax`))
export const desktop = computed(() => width.value >= 900)
