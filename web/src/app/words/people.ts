import { words } from '@/lib/words'

export const people = words(
  {
    notes: '笔记', fans: '粉丝', followees: '关注', likes_collects: '获赞与收藏', more: '更多操作', edit: '编辑资料',
    block: '拉黑', unblock: '解除拉黑', report: '举报', blocked: '已拉黑，你们不会再遇见彼此', unblocked: '已解除拉黑', block_sure: '拉黑 {name}？', block_text: '拉黑以后互相取消关注，看不到彼此的笔记，对方也不能评论或关注你。',
    blocked_title: '你已拉黑 TA', blocked_text: '解除拉黑以后才能看到 TA 的笔记。', no_notes: '还没有发布笔记', no_notes_text: '先去看看别人的分享吧。', my_no_notes_text: '第一篇笔记，可以从手边最常用的一样东西写起。',
    no_fans: '还没有粉丝', no_fans_text: '多分享，总会遇见同好。', no_followees: '还没有关注任何人', no_followees_text: '关注喜欢的人，第一时间看到 TA 的新笔记。',
    fans_of: '{name} 的粉丝', followees_of: '{name} 的关注', n_fans: '{n} 位粉丝', page_of: '{name} 的主页', lists: '粉丝和关注', share: '分享主页', verified: '认证：{what}', link_copied: '链接已复制', writes: '写笔记',
  },
  {
    notes: 'Notes', fans: 'Followers', followees: 'Following', likes_collects: 'Likes and saves', more: 'More', edit: 'Edit profile',
    block: 'Block', unblock: 'Unblock', report: 'Report', blocked: 'Blocked; you will no longer see each other', unblocked: 'Unblocked', block_sure: 'Block {name}?', block_text: 'You stop following each other and no longer see each other\'s notes; they cannot comment on yours or follow you.',
    blocked_title: 'You blocked this member', blocked_text: 'Unblock them to see their notes.', no_notes: 'No notes yet', no_notes_text: 'Have a look at what others are sharing.', my_no_notes_text: 'Begin with the thing that you use most.',
    no_fans: 'No followers yet', no_fans_text: 'Keep sharing and they will come.', no_followees: 'Follows nobody yet', no_followees_text: 'Follow people you like to see their notes first.',
    fans_of: 'Followers of {name}', followees_of: 'Followed by {name}', n_fans: '{n} follower|{n} followers', page_of: 'Page of {name}', lists: 'Followers and following', share: 'Share this page', verified: 'Verified: {what}', link_copied: 'Link copied', writes: 'Write a note',
  },
)
