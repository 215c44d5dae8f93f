/** Following a member shows at once everywhere that member stands, and goes back when the server refuses. */
import { reactive } from 'vue'
import { followMember, unfollowMember } from '@/api.gen'
import { toast } from '@/ds/toast'
import { sentence } from './explain'

/** What this visitor changed since the page was loaded, by member. */
const changed = reactive(new Map<string, boolean>())

export const followingNow = (member: { id: string; following: boolean }): boolean => changed.get(member.id) ?? member.following

export function setFollowing(id: string, following: boolean): void {
  changed.set(id, following)
}

export async function toggleFollow(member: { id: string; following: boolean }): Promise<void> {
  const following = !followingNow(member)
  changed.set(member.id, following)
  try {
    await (following ? followMember : unfollowMember)({ member: member.id })
  } catch (error) {
    changed.set(member.id, !following)
    toast(sentence(error), { tone: 'bad' })
  }
}
