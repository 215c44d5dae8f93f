import { words } from '@/lib/words'

export const discoverWords = words(
  {
    for_you: '推荐', live: '直播', channels: '频道', empty: '这里还没有笔记', empty_text: '第一篇笔记发表之后，这里就热闹了。', pull: '下拉刷新', release: '松开刷新',
    why: '为什么看到这篇', not_interested: '不感兴趣', because_content: '内容不喜欢', because_author: '不想看这位作者', because_seen: '看过了', because_ad: '像广告', because_kind: '不喜欢这类商品', because_brand: '不想看这个品牌', because_owned: '已经有了', why_goods: '为什么看到这件商品', look_at: '去看看「{name}」', hidden: '已隐藏，会少推荐这类内容',
    personal_off: '关闭个性化推荐',
  },
  {
    for_you: 'For you', live: 'Live', channels: 'Channels', empty: 'No notes here yet', empty_text: 'The first note will appear here.', pull: 'Pull to refresh', release: 'Release to refresh',
    why: 'Why you see this', not_interested: 'Not interested', because_content: 'Not my kind of thing', because_author: 'Not from this author', because_seen: 'Seen it before', because_ad: 'Looks like advertising', because_kind: 'Not this kind of goods', because_brand: 'Not this brand', because_owned: 'I have it already', why_goods: 'Why you see this', look_at: 'Look at {name}', hidden: 'Hidden; you will see less of this',
    personal_off: 'Turn personal recommendations off',
  },
)
