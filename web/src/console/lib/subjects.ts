/** Things as the audit log writes them (`order:123`), in words: what it is, and its name where it has one. */
import { words } from '@/lib/words'
import { nameOf } from './names'
import { sweepName } from '../words/sweeps'

const kinds = words(
  {
    account: '科目', authorisation: '授权', brand: '品牌', case: '举报', comment: '评论', declaration: '申报', experiment: '实验', fact: '消息', sweep: '巡检', lot: '批次', member: '会员', note: '笔记', order: '订单', payment: '支付', picture: '图片', product: '商品', proposal: '补货建议', purchase_order: '采购单', rate: '汇率', show: '直播', refund: '退款', sku: '规格', supplier: '供应商', trademark: '商标', warehouse: '仓库', week: '焕新周',
  },
  {
    account: 'Account', authorisation: 'Authorisation', brand: 'Brand', case: 'Report', comment: 'Comment', declaration: 'Declaration', experiment: 'Experiment', fact: 'Fact', sweep: 'Sweep', lot: 'Lot', member: 'Member', note: 'Note', order: 'Order', payment: 'Payment', picture: 'Picture', product: 'Product', proposal: 'Proposal', purchase_order: 'Purchase order', rate: 'Rate', show: 'Live show', refund: 'Refund', sku: 'SKU', supplier: 'Supplier', trademark: 'Trademark', warehouse: 'Warehouse', week: 'Week of new goods',
  },
)

/** A kind that nobody named yet is shown as it is written. */
export function subjectOf(subject: string): string {
  const kind = subject.split(':')[0]!
  return `${kinds(kind as 'order')} ${kind === 'sweep' ? sweepName(subject.slice(6)) : nameOf(subject)}`
}
