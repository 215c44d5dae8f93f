import { words } from '@/lib/words'

export const followingWords = words(
  {
    open: '打开：{title}', fold: '收起', unfold: '全文', collect: '收藏', comments: '评论', news: '有新动态的人', new_note: '{name} 有新笔记', missed: '你错过的', missed_text: '这几天里，你关注的人最受欢迎的笔记',
    people: '也许你会喜欢', people_text: '关注几位，这里就会有他们的新笔记', all_people: '我关注的人', empty: '还没有关注任何人', empty_text: '关注喜欢的人和话题，第一时间看到他们的新笔记。',
    quiet: '你关注的人还没有新笔记', quiet_text: '去发现页逛逛，再关注几位同好。', go_discover: '去发现',
  },
  {
    open: 'Open: {title}', fold: 'Read less', unfold: 'Read more', collect: 'Save', comments: 'Comments', news: 'People with news', new_note: '{name} has a new note', missed: 'What you missed', missed_text: 'The most liked notes of the last days from people you follow',
    people: 'You may like', people_text: 'Follow a few, and their new notes will show up here', all_people: 'People I follow', empty: 'You are not following anyone yet', empty_text: 'Follow people and topics you like to see their new notes first.',
    quiet: 'Nothing new from people you follow', quiet_text: 'Look around in Discover and follow a few more.', go_discover: 'Go to Discover',
  },
)
