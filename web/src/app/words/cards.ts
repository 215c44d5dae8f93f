import { words } from '@/lib/words'

export const cards = words(
  { verified: '已购', picked: '编辑精选', goods: '{n} 件好物', between: '好物', untitled: '一篇笔记', menu: '更多：{title}', like: '赞', liked: '已赞', likes: '{n} 个赞' },
  { verified: 'Bought', picked: 'Editors\' pick', goods: '{n} item|{n} items', between: 'Goods', untitled: 'A note', menu: 'More: {title}', like: 'Like', liked: 'Liked', likes: '{n} like|{n} likes' },
)
