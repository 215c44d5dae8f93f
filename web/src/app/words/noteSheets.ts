import { words } from '@/lib/words'

export const sheetWords = words(
  {
    smaller: '缩小', larger: '放大', albums: '收藏到专辑', default_album: '默认专辑', new_album: '新建专辑', album_name: '专辑名字',
    create: '新建', n_notes: '{n} 篇', moved: '已放进「{name}」', share_title: '分享', copy_link: '复制链接',
    copied: '链接已复制', share_more: '更多方式', share_text: '{name} 的笔记：{title}', report: '举报', report_title: '举报什么问题', report_done: '已收到，会尽快处理',
    report_more: '补充说明（可不填）', report_send: '提交举报', reason_spam: '广告或垃圾信息', reason_fake: '虚假或误导', reason_abuse: '辱骂或骚扰', reason_illegal: '违法违规',
    reason_privacy: '侵犯隐私', reason_other: '其他问题', block: '拉黑作者', edit: '编辑笔记', delete: '删除笔记', delete_sure: '删除这篇笔记？',
    delete_text: '删除后不能恢复，评论和赞也会一起消失。', deleted: '已删除',
    not_interested: '不感兴趣', less: '好的，会少推荐这类内容',
  },
  {
    smaller: 'Zoom out', larger: 'Zoom in', albums: 'Save to an album', default_album: 'Default album', new_album: 'New album', album_name: 'Name of the album',
    create: 'Create', n_notes: '{n} note|{n} notes', moved: 'Saved to "{name}"', share_title: 'Share', copy_link: 'Copy link',
    copied: 'Link copied', share_more: 'More ways', share_text: 'A note by {name}: {title}', report: 'Report', report_title: 'What is wrong?', report_done: 'Thank you; we will look at it soon',
    report_more: 'Tell us more (optional)', report_send: 'Send report', reason_spam: 'Advertising or spam', reason_fake: 'False or misleading', reason_abuse: 'Insults or harassment', reason_illegal: 'Against the law',
    reason_privacy: 'Violates privacy', reason_other: 'Something else', block: 'Block the author', edit: 'Edit note', delete: 'Delete note', delete_sure: 'Delete this note?',
    delete_text: 'This cannot be undone; its comments and likes go with it.', deleted: 'Deleted',
    not_interested: 'Not interested', less: 'OK, you will see less of this',
  },
)
