import { words } from '@/lib/words'

export const messagesWords = words(
  {
    likes: '赞和收藏', follows: '新增关注', comments: '评论和@', orders: '订单与物流', notes: '关注的新笔记', boxes: '消息分类', unread_n: '{n} 条未读', new_mark: '新',
    empty_likes: '还没有人赞过你的笔记', empty_follows: '还没有新的粉丝', empty_comments: '还没有评论', empty_orders: '没有订单消息', empty_notes: '关注的人还没有新笔记',
    text_likes: '写一篇真实的体验，很快就会有人点赞。', text_follows: '多分享，喜欢你的人会关注你。', text_comments: '有人评论或回复你，会出现在这里。', text_orders: '付款、清关、发货和签收都会在这里告诉你。', text_notes: '去「发现」找几位你喜欢的作者。',
    follow_back: '回关', followed: '已关注', mutual: '互相关注', write: '写笔记', read_all: '全部已读', all_read: '都读过了', share: '写笔记', order: '看订单', your_words: '「{text}」', removed: '内容已删除',
  },
  {
    likes: 'Likes and saves', follows: 'New followers', comments: 'Comments', orders: 'Orders and parcels', notes: 'New notes', boxes: 'Message types', unread_n: '{n} unread', new_mark: 'New',
    empty_likes: 'Nobody has liked your notes yet', empty_follows: 'No new followers yet', empty_comments: 'No comments yet', empty_orders: 'No messages about orders', empty_notes: 'No new notes from those you follow',
    text_likes: 'Write about something you really used; the likes will come.', text_follows: 'Share more, and those who like it will follow you.', text_comments: 'Comments and replies to you will show up here.', text_orders: 'You will hear about payment, customs, dispatch and delivery here.', text_notes: 'Find a few authors you like in Discover.',
    follow_back: 'Follow back', followed: 'Following', mutual: 'Friends', write: 'Write a note', read_all: 'Mark all as read', all_read: 'All read', share: 'Write a note', order: 'See the order', your_words: '"{text}"', removed: 'This was deleted',
  },
)
