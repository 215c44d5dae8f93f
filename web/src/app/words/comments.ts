import { words } from '@/lib/words'

export const commentWords = words(
  {
    title: '评论', n_comments: '{n} 条评论', none: '还没有评论', none_text: '说说你的看法，或者问问作者。', write: '说点什么…', answer_to: '回复 {name}', send: '发送', sent: '评论已发布',
    answer: '回复', answered: '回复 {name}：', author: '作者', delete: '删除', report: '举报', deleted: '评论已删除', undo_text: '评论已删除', drop_title: '删除这条评论？', drop_text: '删掉就找不回来了。', more_answers: '展开 {n} 条回复', fewer: '收起回复', more: '查看更多评论', menu: '{name} 的评论：更多操作',
  },
  {
    title: 'Comments', n_comments: '{n} comment|{n} comments', none: 'No comments yet', none_text: 'Say what you think, or ask the author.', write: 'Say something…', answer_to: 'Reply to {name}', send: 'Send', sent: 'Comment posted',
    answer: 'Reply', answered: 'to {name}: ', author: 'Author', delete: 'Delete', report: 'Report', deleted: 'This comment was deleted', undo_text: 'Comment deleted', drop_title: 'Delete this comment?', drop_text: 'It cannot be brought back.', more_answers: 'Show {n} reply|Show {n} replies', fewer: 'Hide replies', more: 'Show more comments', menu: 'Comment by {name}: more',
  },
)
