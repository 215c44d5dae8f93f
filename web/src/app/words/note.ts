import { words } from '@/lib/words'

export const noteWords = words(
  {
    note_of: '{name}的笔记：{title}', pictures_of: '图片：{title}', picture_n: '第 {n} 张，共 {of} 张', previous: '上一张', next: '下一张', show_tags: '显示图中标签',
    zoom: '放大看', in_picture: '图中标签', unfold: '展开全文', fold: '收起', edited: '编辑于 {when}', published: '{when}',
    bought: '已购', bought_text: '作者在这里买过并收到了货', rating: '总评 {n} 分，满分 5 分', goods: '笔记里的好物', goods_n: '{n} 件好物', buy: '去购买',
    sold_out: '已售罄', see: '看看', tax_hint: '到手价见结算页', say: '说点什么…', like: '赞', collect: '收藏',
    collected: '已收藏', comments: '评论', share: '分享', more: '更多操作', aspect_quality: '品质', aspect_effect: '效果',
    aspect_texture: '质地', aspect_packaging: '包装', aspect_value: '性价比', aspect_delivery: '物流', related: '相关笔记', in_review: '正在审核，只有你能看到',
    draft: '草稿，只有你能看到', hidden: '已下架，只有你能看到', text_note: '文字笔记', no_title: '一篇笔记', gone: '这篇笔记看不到了', collected_now: '已收藏',
    choose_album: '选专辑',
  },
  {
    note_of: 'A note by {name}: {title}', pictures_of: 'Pictures: {title}', picture_n: 'Picture {n} of {of}', previous: 'Previous picture', next: 'Next picture', show_tags: 'Show tags in the picture',
    zoom: 'Enlarge', in_picture: 'Tags in the picture', unfold: 'Read more', fold: 'Read less', edited: 'edited {when}', published: '{when}',
    bought: 'Bought', bought_text: 'The author bought this here and received it', rating: 'Rated {n} out of 5', goods: 'Goods in this note', goods_n: '{n} item|{n} items', buy: 'Buy',
    sold_out: 'Sold out', see: 'View', tax_hint: 'Taxes shown at checkout', say: 'Say something…', like: 'Like', collect: 'Save',
    collected: 'Saved', comments: 'Comments', share: 'Share', more: 'More', aspect_quality: 'Quality', aspect_effect: 'Effect',
    aspect_texture: 'Texture', aspect_packaging: 'Packaging', aspect_value: 'Value', aspect_delivery: 'Delivery', related: 'Related notes', in_review: 'In review; only you see it',
    draft: 'A draft; only you see it', hidden: 'Taken down; only you see it', text_note: 'A note in words', no_title: 'A note', gone: 'This note is no longer available', collected_now: 'Saved',
    choose_album: 'Choose album',
  },
)
