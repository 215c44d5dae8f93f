import { words } from '@/lib/words'

export const noteWords = words(
  {
    note_of: '{name}的笔记：{title}', pictures_of: '图片：{title}', picture_n: '第 {n} 张，共 {of} 张', previous: '上一张', next: '下一张', show_tags: '显示图中标签', zoom: '放大看', smaller: '缩小', larger: '放大',
    in_picture: '图中标签', unfold: '展开全文', fold: '收起', edited: '编辑于 {when}', published: '{when}', bought: '已购', bought_text: '作者在这里买过并收到了货', rating: '总评 {n} 分，满分 5 分',
    goods: '笔记里的好物', goods_n: '{n} 件好物', buy: '去购买', sold_out: '已售罄', see: '看看', tax_hint: '到手价见结算页', say: '说点什么…', like: '赞', collect: '收藏', collected: '已收藏', comments: '评论', share: '分享', more: '更多操作',
    aspect_quality: '品质', aspect_effect: '效果', aspect_texture: '质地', aspect_packaging: '包装', aspect_value: '性价比', aspect_delivery: '物流',
    related: '相关笔记', in_review: '正在审核，只有你能看到', draft: '草稿，只有你能看到', hidden: '已下架，只有你能看到', text_note: '文字笔记', no_title: '一篇笔记', gone: '这篇笔记看不到了',
    collected_now: '已收藏', choose_album: '选专辑', albums: '收藏到专辑', default_album: '默认专辑', new_album: '新建专辑', album_name: '专辑名字', create: '新建', n_notes: '{n} 篇', moved: '已放进「{name}」', uncollect: '取消收藏',
    share_title: '分享', copy_link: '复制链接', copied: '链接已复制', share_more: '更多方式', share_text: '{name} 的笔记：{title}',
    report: '举报', report_title: '举报什么问题', report_done: '已收到，会尽快处理', report_more: '补充说明（可不填）', report_send: '提交举报', reason_spam: '广告或垃圾信息', reason_fake: '虚假或误导', reason_abuse: '辱骂或骚扰', reason_illegal: '违法违规', reason_privacy: '侵犯隐私', reason_other: '其他问题',
    block: '拉黑作者', edit: '编辑文字', delete: '删除笔记', delete_sure: '删除这篇笔记？', delete_text: '删除后不能恢复，评论和赞也会一起消失。', deleted: '已删除', saved: '已保存', title_label: '标题', body_label: '正文', place_label: '地点', not_interested: '不感兴趣', less: '好的，会少推荐这类内容',
  },
  {
    note_of: 'A note by {name}: {title}', pictures_of: 'Pictures: {title}', picture_n: 'Picture {n} of {of}', previous: 'Previous picture', next: 'Next picture', show_tags: 'Show tags in the picture', zoom: 'Enlarge', smaller: 'Smaller', larger: 'Larger',
    in_picture: 'Tags in the picture', unfold: 'Read all', fold: 'Read less', edited: 'edited {when}', published: '{when}', bought: 'Bought', bought_text: 'The author bought this here and received it', rating: 'Rated {n} out of 5',
    goods: 'Goods in this note', goods_n: '{n} item|{n} items', buy: 'Buy', sold_out: 'Sold out', see: 'View', tax_hint: 'Taxes shown at checkout', say: 'Say something…', like: 'Like', collect: 'Collect', collected: 'Collected', comments: 'Comments', share: 'Share', more: 'More',
    aspect_quality: 'Quality', aspect_effect: 'Effect', aspect_texture: 'Texture', aspect_packaging: 'Packaging', aspect_value: 'Value', aspect_delivery: 'Delivery',
    related: 'Related notes', in_review: 'In review; only you see it', draft: 'A draft; only you see it', hidden: 'Taken down; only you see it', text_note: 'A note in words', no_title: 'A note', gone: 'This note can no longer be seen',
    collected_now: 'Collected', choose_album: 'Choose album', albums: 'Collect into an album', default_album: 'Default album', new_album: 'New album', album_name: 'Name of the album', create: 'Create', n_notes: '{n} note|{n} notes', moved: 'Kept in “{name}”', uncollect: 'Remove from collection',
    share_title: 'Share', copy_link: 'Copy link', copied: 'Link copied', share_more: 'More ways', share_text: 'A note by {name}: {title}',
    report: 'Report', report_title: 'What is wrong?', report_done: 'Thank you; we will look at it soon', report_more: 'Tell us more (optional)', report_send: 'Send report', reason_spam: 'Advertising or spam', reason_fake: 'False or misleading', reason_abuse: 'Insults or harassment', reason_illegal: 'Against the law', reason_privacy: 'Violates privacy', reason_other: 'Something else',
    block: 'Block the author', edit: 'Edit the words', delete: 'Delete note', delete_sure: 'Delete this note?', delete_text: 'It cannot be brought back; its comments and likes go with it.', deleted: 'Deleted', saved: 'Saved', title_label: 'Title', body_label: 'Text', place_label: 'Place', not_interested: 'Not interested', less: 'All right; you will see less of this',
  },
)
