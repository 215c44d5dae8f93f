import { words } from '@/lib/words'

export const brandWords = words(
  { sealed: '品牌授权可查', follow: '关注', following: '已关注', goods: '商品', notes: '笔记', parts: '栏目', no_notes: '还没有笔记提到这个品牌', to_mall: '去商城逛逛' },
  { sealed: 'Authorisation on file', follow: 'Follow', following: 'Following', goods: 'Goods', notes: 'Notes', parts: 'Sections', no_notes: 'No note mentions this brand yet', to_mall: 'Go to the mall' },
)
