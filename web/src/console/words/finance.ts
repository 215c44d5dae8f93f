import { words } from '@/lib/words'

export const finance = words(
  {
    ledger_hint: '复式记账：借方减贷方，合计永远是零', payments_hint: '所有会员的支付，与签名对、内容不对的通知', refunds_hint: '原路退回的钱，走到哪一步', balances: '科目余额', currency: '币种', account: '科目', detail: '明细', amount: '金额', journals: '凭证', kind: '业务', ref: '编号', at: '时间', order: '订单', lines: '分录', debit: '借', credit: '贷', of_order: '订单编号', balanced: '借方为正，贷方为负', between: '；',
    number: '支付单号', order_no: '订单号', member: '会员', state: '状态', provider: '渠道', transaction: '渠道流水', refunded: '已退', paid_at: '支付', expires_at: '过期', all: '全部', exceptions: '异常通知', exceptions_hint: '签名对、内容不对，什么都没有改变', no_exceptions: '没有异常通知', received: '收到', outcome: '结果', event: '通知编号', see_payment: '支付单', refund_no: '退款单号', reason: '原因', requested: '发起', confirmed: '到账', error: '错误', see_order: '看订单', see_purchase: '看采购单',
  },
  {
    ledger_hint: 'Double entry: debits less credits are always zero together', payments_hint: 'Payments of all members, and notifications with a right signature and a wrong content', refunds_hint: 'Money on its way back, and how far it is', balances: 'Balances', currency: 'Currency', account: 'Account', detail: 'Detail', amount: 'Amount', journals: 'Journals', kind: 'Business', ref: 'Reference', at: 'At', order: 'Order', lines: 'Lines', debit: 'Debit', credit: 'Credit', of_order: 'Order id', balanced: 'Debits are positive, credits negative', between: '; ',
    number: 'Payment', order_no: 'Order', member: 'Member', state: 'State', provider: 'Channel', transaction: 'Channel number', refunded: 'Refunded', paid_at: 'Paid', expires_at: 'Expires', all: 'All', exceptions: 'Exceptions', exceptions_hint: 'Right signature, wrong content; they have changed nothing', no_exceptions: 'No exceptions', received: 'Received', outcome: 'Outcome', event: 'Notification', see_payment: 'Payment', refund_no: 'Refund', reason: 'Reason', requested: 'Asked for', confirmed: 'Arrived', error: 'Error', see_order: 'See the order', see_purchase: 'See the purchase order',
  },
)
