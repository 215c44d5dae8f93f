import { words } from '@/lib/words'

export const searchWords = words(
  {
    title: '搜索', field: '搜笔记、好物、用户、话题', go: '搜索', clear: '清空输入', history: '搜过的', clear_history: '清空', forget: '删除「{word}」', hot: '大家在搜', n_members: '{n} 人搜过', suggestions: '你想找的是', ideas: '猜你想搜',
    all: '全部', notes: '笔记', products: '商品', members: '用户', topics: '话题', kinds: '结果类型', filters: '排序和筛选', sort: '排序', sort_best: '综合', sort_new: '最新', sort_cheap: '价格从低到高', sort_dear: '价格从高到低',
    time: '发布时间', days_any: '不限', days_7: '一周内', days_30: '一个月内', days_180: '半年内', price: '价格（元）', price_from: '最低价', price_to: '最高价', done: '看结果', reset: '重置', filter: '筛选',
    understood: '已识别', chip_brand: '品牌：{name}', chip_price: '价格：{name}', chip_spelling: '{name}', take_off: '去掉「{name}」', only: '只看{name}', help: '搜索提示', corrected: '已按「{q}」搜索。', literally: '仍搜「{q}」', relaxed_words: '没有完全符合的，下面的结果符合一部分。', relaxed_brand: '这个品牌没有，下面是其他品牌的。', relaxed_price: '这个价位没有，下面放宽了价格。', partly_after: '前 {n} 个完全符合，后面的符合一部分。', nearby: '也可以试试', brand: '品牌', category: '品类', warehouse: '发货仓', in_stock: '只看有货', verified: '只看买过的人写的', n_results: '{n} 个结果',
    goods_above: '相关好物', more_goods: '更多商品', people_above: '相关用户', topics_above: '相关话题', notes_below: '相关笔记', none: '没有找到「{q}」', none_text: '换个说法试试，少写几个字，或者从这些看起。', none_filter: '放宽筛选条件试试', other_words: '换几个字搜', topic_notes: '{n} 篇笔记 · {m} 人参与', results: '「{q}」的搜索结果', word: '词',
  },
  {
    title: 'Search', field: 'Search notes, goods, people', go: 'Search', clear: 'Clear', history: 'Recent searches', clear_history: 'Clear all', forget: 'Remove "{word}"', hot: 'Popular searches', n_members: '{n} member|{n} members', suggestions: 'Did you mean', ideas: 'You may be looking for',
    all: 'All', notes: 'Notes', products: 'Goods', members: 'People', topics: 'Topics', kinds: 'Kind of result', filters: 'Sort and filter', sort: 'Sort', sort_best: 'Best fit', sort_new: 'Newest', sort_cheap: 'Price, low to high', sort_dear: 'Price, high to low',
    time: 'Published', days_any: 'Any time', days_7: 'Last week', days_30: 'Last month', days_180: 'Last half year', price: 'Price (yuan)', price_from: 'From', price_to: 'To', done: 'Show results', reset: 'Reset', filter: 'Filter',
    understood: 'Understood as', chip_brand: 'Brand: {name}', chip_price: 'Price: {name}', chip_spelling: '{name}', take_off: 'Remove "{name}"', only: 'Only {name}', help: 'About these results', corrected: 'Showing results for "{q}".', literally: 'Search "{q}" as typed', relaxed_words: 'Nothing matches everything; these match part of it.', relaxed_brand: 'Nothing by this brand; these are by others.', relaxed_price: 'Nothing at this price; these cost more or less.', partly_after: 'The first result matches everything, the rest part of it.|The first {n} match everything, the rest part of it.', nearby: 'You could also try', brand: 'Brand', category: 'Category', warehouse: 'Ships from', in_stock: 'In stock only', verified: 'Only from people who bought it', n_results: '{n} result|{n} results',
    goods_above: 'Goods', more_goods: 'More goods', people_above: 'People', topics_above: 'Topics', notes_below: 'Notes', none: 'Nothing found for "{q}"', none_text: 'Try other or fewer words, or begin with one of these.', none_filter: 'Try wider filters', other_words: 'Search for something else', topic_notes: '{n} notes · {m} members', results: 'Results for "{q}"', word: 'Word',
  },
)
