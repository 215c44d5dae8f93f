import { words } from '@/lib/words'

export const mallWords = words(
  {
    title: '商城', search: '搜好物、品牌', search_named: '搜索：{word}', cart: '购物车', cart_n: '购物车 {n} 种', trust: '为什么放心买', trust_brand: '品牌授权可查', trust_code: '一物一码', trust_tax: '含税到手价',
    week: '焕新周', week_n: '焕新周 · 第 {n} 周', week_plain: '本周新到的好物', week_count: '{n} 件新品', look: '去看看', no_new: '这一周还没有新品', earlier: '上一周', later: '下一周',
    flash: '限时购', flash_all: '全部场次', ends_in: '距结束', begins_in: '距开始', next: '{time} 下一场', sold: '已抢 {n}%', just_begun: '刚刚开抢', taken_all: '已抢光', soon: '即将开抢', running: '抢购中', until: '至 {time}', no_sales: '现在没有限时购', no_sales_text: '下一场定下来以后，会在这里倒计时。', usual: '场后 {price}',
    categories: '分类', category_all: '全部', for_you: '为你挑的', empty: '货架还空着', empty_text: '上架以后就能在这里看到。', nothing_fits: '没有符合条件的商品', nothing_fits_text: '放宽价格，或换一个分类看看。', clear: '清除筛选',
    sort_best: '综合', sort_new: '最新', sort_cheap: '价格低', sort_dear: '价格高', sort: '排序', filter: '筛选', price_range: '价格区间（元）', price_from: '最低', price_to: '最高', brand: '品牌', all_brands: '全部品牌', kind: '发货地', kind_bonded: '国内保税仓', kind_overseas: '海外直邮', apply: '看结果', in_stock: '只看有货', below: '下级分类',
    week_lead_none: '新到的好物都在这里，一周一换', notes_week: '本周 {n} 篇笔记',
  },
  {
    title: 'Mall', search: 'Search goods and brands', search_named: 'Search: {word}', cart: 'Cart', cart_n: 'Cart, {n} item|Cart, {n} items', trust: 'Why you can trust this', trust_brand: 'Brands authorised', trust_code: 'A code per item', trust_tax: 'Tax included',
    week: 'New this week', week_n: 'New goods · week {n}', week_plain: 'New this week', week_count: '{n} new item|{n} new items', look: 'Have a look', no_new: 'Nothing new this week yet', earlier: 'Previous week', later: 'Next week',
    flash: 'Flash sale', flash_all: 'All sessions', ends_in: 'Ends in', begins_in: 'Starts in', next: 'Next at {time}', sold: '{n}% sold', just_begun: 'Just started', taken_all: 'All gone', soon: 'Coming up', running: 'On now', until: 'Until {time}', no_sales: 'No flash sale right now', no_sales_text: 'The next one will count down here.', usual: '{price} afterwards',
    categories: 'Categories', category_all: 'All', for_you: 'Picked for you', empty: 'The shelves are empty', empty_text: 'Goods will show up here once they are listed.', nothing_fits: 'No matches', nothing_fits_text: 'Widen the price, or try another category.', clear: 'Clear filters',
    sort_best: 'Best', sort_new: 'Newest', sort_cheap: 'Price ↑', sort_dear: 'Price ↓', sort: 'Sort', filter: 'Filter', price_range: 'Price in yuan', price_from: 'From', price_to: 'To', brand: 'Brand', all_brands: 'All brands', kind: 'Ships from', kind_bonded: 'Bonded warehouse in China', kind_overseas: 'Overseas', apply: 'Show goods', in_stock: 'In stock only', below: 'Subcategories',
    week_lead_none: 'What came in, week by week', notes_week: '{n} note this week|{n} notes this week',
  },
)
