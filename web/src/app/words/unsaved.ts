import { words } from '@/lib/words'

export const unsavedWords = words(
  { title: '改动还没保存', text: '现在离开，刚才改的就没有了。', leave: '不保存，离开' },
  { title: 'Not saved yet', text: 'If you leave now, what you changed is lost.', leave: 'Leave without saving' },
)
