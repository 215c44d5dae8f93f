import { words } from '@/lib/words'

export const followWords = words(
  { follow: '关注', following: '已关注', follow_back: '回关', mutual: '互相关注' },
  { follow: 'Follow', following: 'Following', follow_back: 'Follow back', mutual: 'Friends' },
)
