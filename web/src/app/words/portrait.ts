import { words } from '@/lib/words'

export const portraitWords = words(
  {
    title: '我的画像', lead: '这是我们从你的点赞、收藏、浏览和购买里猜到的。不对就改掉，下一页就会变。', off: '个性化推荐已关闭，这些不会被使用，也不再更新。', changed: '更新于 {at}',
    none: '还没有画像', none_text: '逛一逛、点点赞，这里就会慢慢清楚起来。', topic: '话题', category: '品类', brand: '品牌', product: '商品', author: '作者', need: '需求', style: '风格', price: '价位', note: '笔记',
    alike: '这几项分量一样', alike_told: '这些是你告诉我们的，分量一样', chosen: '你告诉我们的', strength: '{n}%', change: '改资料', change_it: '「{name}」是你告诉我们的，去修改', forget: '忘掉', forget_it: '忘掉「{name}」', forgot: '已忘掉；以后再喜欢，会重新学到', mute: '不看', mute_it: '不再看「{name}」', muted: '不会再推荐「{name}」',
    home: '所在城市', habits: '习惯', usual_hour: '常在 {h} 点前后来逛', stage_new: '刚来不久', stage_active: '常来', stage_returning: '隔了一阵，又回来了', stage_lapsing: '最近来得少了', stage_away: '好久没来了', again: '会回购的', again_days: '大约每 {n} 天买一次', again_due: '预计 {at} 用完', again_mute: '不再提醒「{name}」',
    away: '不想看的', away_none: '没有不想看的内容', back: '恢复', back_it: '重新看「{name}」', restored: '已恢复', because_muted: '你在画像里选了不看', because_content: '内容不喜欢', because_author: '不想看这位作者', because_seen: '看过了', because_ad: '像广告', because_kind: '不喜欢这类商品', because_brand: '不想看这个品牌', because_owned: '已经有了',
    all: '清空画像', all_sure: '清空整个画像？', all_text: '我们学到的喜好和浏览记录都会忘掉，推荐从头开始。不想看的内容仍然保留。兴趣可以在资料里改。', cleared: '画像已清空',
  },
  {
    title: 'Your portrait', lead: 'What we guess from your likes, saves, views and purchases. Correct what is wrong, and the next page will follow.', off: 'Personal recommendations are off: nothing of this is used, and nothing is added.', changed: 'Updated {at}',
    none: 'No portrait yet', none_text: 'Look around and like a few notes, and it will take shape here.', topic: 'Topics', category: 'Categories', brand: 'Brands', product: 'Goods', author: 'Authors', need: 'Needs', style: 'Style', price: 'Prices', note: 'Notes',
    alike: 'These count alike.', alike_told: 'You told us these; they count alike.', chosen: 'You told us', strength: '{n}%', change: 'Change it in your profile', change_it: 'You told us {name}; change it', forget: 'Forget', forget_it: 'Forget {name}', forgot: 'Forgotten; new likes can bring it back', mute: 'Mute', mute_it: 'Show nothing about {name}', muted: '{name} will not be recommended any more',
    home: 'Where you live', habits: 'Habits', usual_hour: 'Usually here around {h}:00 (China time)', stage_new: 'Joined not long ago', stage_active: 'Here often', stage_returning: 'Back after a while', stage_lapsing: 'Here less often lately', stage_away: 'Away for a long time', again: 'Bought again', again_days: 'About every {n} days', again_due: 'Probably used up {at}', again_mute: 'Do not remind me of {name}',
    away: 'Muted and dismissed', away_none: 'Nothing is muted or dismissed', back: 'Restore', back_it: 'Show {name} again', restored: 'Restored', because_muted: 'You muted it in your portrait', because_content: 'Not your kind of thing', because_author: 'Not from this author', because_seen: 'Seen before', because_ad: 'Looked like advertising', because_kind: 'Not this kind of goods', because_brand: 'Not this brand', because_owned: 'You have it already',
    all: 'Clear the portrait', all_sure: 'Clear the whole portrait?', all_text: 'All tastes and views we learnt are forgotten and recommendations start over. What you muted stays muted; interests can be changed in your profile.', cleared: 'Portrait cleared',
  },
)
