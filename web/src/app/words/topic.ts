import { words } from '@/lib/words'

export const topicWords = words(
  {
    notes: '{n} 篇笔记', participants: '{n} 人参与', follow: '关注话题', following: '已关注', join: '参与话题', hot: '热门', fresh: '最新', order: '排序', share: '复制链接', copied: '链接已复制',
    empty: '这个话题还没有笔记', empty_text: '来写第一篇吧。', lost: '还没有这个话题', lost_text: '写一篇带 #{name} 的笔记，就有了。', followed: '以后会在「关注」里看到它的新笔记',
  },
  {
    notes: '{n} note|{n} notes', participants: '{n} member|{n} members', follow: 'Follow topic', following: 'Following', join: 'Join in', hot: 'Popular', fresh: 'Newest', order: 'Sort', share: 'Copy link', copied: 'Link copied',
    empty: 'No notes in this topic yet', empty_text: 'Write the first one.', lost: 'There is no such topic yet', lost_text: 'Write a note with #{name} to start it.', followed: 'Its new notes will show up in Following',
  },
)
