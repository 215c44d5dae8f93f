/** Who is signed in, as the server says; kept while the page is open and asked again at the start. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { type Profile, showMe, signOut } from '@/api.gen'
import { boot } from './boot'
import { ApiError, onRefusal } from './http'

export const useSession = defineStore('session', () => {
  const member = ref<Profile | null>(boot.member)
  const roles = ref<string[]>(boot.roles)
  const signedIn = computed(() => member.value !== null)
  const holds = (...wanted: string[]): boolean => wanted.some((role) => roles.value.includes(role))

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
    member.value = null
    roles.value = []
  }
  async function leave(): Promise<void> {
    await signOut()
    forget()
  }
  onRefusal((error) => {
    if (error.status === 401) forget()
  })
  return { member, roles, signedIn, holds, welcome, refresh, forget, leave }
})
