import { words } from '@/lib/words'

export const overview = words(
  {
    hint: '种草闭环：笔记 → 想要 → 支付 → 清关 → 到手 → 再种草', funnel: '闭环漏斗', funnel_hint: '{from} 至 {to}', step: '步骤', times: '次数', days_7: '近 7 天', days_30: '近 30 天', days_90: '近 90 天', period: '时间段',
    to_do: '等着你', nothing: '现在没有要处理的事', oldest: '最早 {ago}', paid_orders: '支付', notes_again: '再写笔记', impressions: '笔记曝光', wants: '想要与加购', top: '最想要的商品', score: '热度', expected: '两周预计卖出', in_stock: '库存',
    was: '前一期 {n}', wanted_hint: '点赞、收藏、搜索与加购合成的热度', short: '缺货风险',
  },
  {
    hint: 'The loop: note → want → pay → clear → receive → note', funnel: 'Funnel of the loop', funnel_hint: '{from} to {to}', step: 'Step', times: 'Times', days_7: '7 days', days_30: '30 days', days_90: '90 days', period: 'Period',
    to_do: 'Waiting for you', nothing: 'Nothing waits for you', oldest: 'oldest {ago}', paid_orders: 'Paid', notes_again: 'Notes again', impressions: 'Impressions', wants: 'Wants and carts', top: 'Most wanted goods', score: 'Heat', expected: 'Expected in two weeks', in_stock: 'In stock',
    was: '{n} before', wanted_hint: 'Heat out of likes, collects, searches and carts', short: 'Short',
  },
)
