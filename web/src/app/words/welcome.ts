import { words } from '@/lib/words'

export const welcomeWords = words(
  {
    title: '你喜欢看什么？', text: '选几样，「发现」就从你喜欢的开始。以后随时可以改。', finer: '更喜欢其中的哪些？', finer_hint: '可以不选', skin: '你的肤质', skin_hint: '护肤笔记会更对得上号，只用来推荐',
    dry: '干皮', oily: '油皮', combination: '混合皮', normal: '中性皮', sensitive: '敏感肌', concerns: '想解决的问题', acne: '祛痘', brighten: '美白提亮', spots: '淡斑', ageing: '抗老', pores: '毛孔', blackheads: '黑头', darkcircles: '黑眼圈', redness: '泛红', begin: '开始看看', begin_n: '选好了 · {n} 项', skip: '先跳过', chosen: '已选 {n} 项', hello: '你好，{name}',
  },
  {
    title: 'What do you like?', text: 'Choose a few, and Discover begins with them. You can change this at any time.', finer: 'Anything in particular?', finer_hint: 'Optional', skin: 'Your skin', skin_hint: 'For skin care notes that suit you; only used for recommendations',
    dry: 'Dry', oily: 'Oily', combination: 'Combination', normal: 'Normal', sensitive: 'Sensitive', concerns: 'What you want to take care of', acne: 'Blemishes', brighten: 'Brightening', spots: 'Dark spots', ageing: 'Signs of age', pores: 'Pores', blackheads: 'Blackheads', darkcircles: 'Dark circles', redness: 'Redness', begin: 'Get started', begin_n: 'Done · {n} chosen', skip: 'Skip for now', chosen: '{n} chosen', hello: 'Hello, {name}',
  },
)
