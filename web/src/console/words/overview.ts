import { words } from '@/lib/words'

export const overview = words(
  {
    hint: '种草闭环：笔记 → 想要 → 支付 → 清关 → 到手 → 再种草', funnel: '闭环漏斗', funnel_hint: '{from} 至 {to}', step: '步骤', times: '次数', days_7: '近 7 天', days_30: '近 30 天', days_90: '近 90 天', period: '时间段',
    to_do: '等着你', nothing: '现在没有要处理的事', nothing_text: '有事要你处理，就会出现在这里。', oldest: '最早 {ago}', paid_orders: '支付', notes_again: '再写笔记', impressions: '笔记曝光', wants: '想要与加购', top: '最想要的商品', score: '热度', expected: '两周预计卖出', in_stock: '库存',
    was: '前一期 {n}', wanted_hint: '点赞、收藏、搜索与加购合成的热度', short: '缺货风险',
    q_notes_in_review: '笔记待审', q_open_cases: '举报待处理', q_open_proposals: '补货建议', q_expected_goods: '在等的货', q_waiting_adjustments: '库存调整待复核', q_rejected_declarations: '海关退单', q_held_declarations: '海关查验', q_unmapped_goods: '未归类商品', q_overdue_orders: '等太久的订单', q_failed_refunds: '失败的退款', q_payment_exceptions: '异常支付通知',
  },
  {
    hint: 'The loop: note → want → pay → clear → receive → note', funnel: 'Funnel of the loop', funnel_hint: '{from} to {to}', step: 'Step', times: 'Times', days_7: 'Last 7 days', days_30: 'Last 30 days', days_90: 'Last 90 days', period: 'Period',
    to_do: 'Waiting for you', nothing: 'Nothing waits for you', nothing_text: 'What does will appear here.', oldest: 'oldest {ago}', paid_orders: 'Paid', notes_again: 'Notes again', impressions: 'Impressions', wants: 'Wants and carts', top: 'Most wanted goods', score: 'Heat', expected: 'Expected in two weeks', in_stock: 'In stock',
    was: '{n} before', wanted_hint: 'Heat out of likes, collects, searches and carts', short: 'Short',
    q_notes_in_review: 'Notes in review', q_open_cases: 'Open cases', q_open_proposals: 'Proposals', q_expected_goods: 'Expected goods', q_waiting_adjustments: 'Adjustments to agree', q_rejected_declarations: 'Rejected by customs', q_held_declarations: 'Held by customs', q_unmapped_goods: 'Goods without customs data', q_overdue_orders: 'Orders that wait too long', q_failed_refunds: 'Failed refunds', q_payment_exceptions: 'Payment exceptions',
  },
)
