/** Who is signed in, as the server says; kept while the page is open and asked again at the start. */
import { defineStore } from './store'
import { computed, ref, watch } from 'vue'
import { type Profile, showMe, signOut } from '@/api.gen'
import { boot } from './boot'
import { forgetOnDevice } from './forget'
import { ApiError, onRefusal } from './http'

const KEPT = 'member'

/** Who was signed in when there was a network last; a public profile, nothing secret. */
function remembered(): Profile | null {
  const kept = localStorage.getItem(KEPT)
  return kept ? (JSON.parse(kept) as Profile) : null
}

export const useSession = defineStore(() => {
  const member = ref<Profile | null>(boot.offline ? remembered() : boot.member)
  const roles = ref<string[]>(boot.roles)
  const signedIn = computed(() => member.value !== null)
  const holds = (...wanted: string[]): boolean => wanted.some((role) => roles.value.includes(role))

  /** Somebody else was signed in on this page before: what it shows is theirs, so the page must be made anew. */
  let left = false
  const isOthers = (): boolean => left

  function welcome(answer: { member: Profile; roles: string[] }): void {
    member.value = answer.member
    roles.value = answer.roles
  }
  async function refresh(): Promise<void> {
    try {
      const me = await showMe()
      member.value = me
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) forget()
    }
  }
  function forget(): void {
    if (member.value) {
      left = true
      void forgetOnDevice()
    }
    member.value = null
    roles.value = []
  }
  async function leave(): Promise<void> {
    await signOut()
    forget()
    await forgetOnDevice()
  }
  watch(member, (now) => (now ? localStorage.setItem(KEPT, JSON.stringify(now)) : localStorage.removeItem(KEPT)), { immediate: !boot.offline })
  onRefusal((error) => {
    // A wrong old password is a 401 too, and says nothing about the session.
    if (error.status === 401 && error.code !== 'identity.sign-in-refused') forget()
  })
  return { member, roles, signedIn, holds, welcome, refresh, forget, leave, isOthers }
})
