import { words } from '@/lib/words'

export const procurement = words(
  {
    proposals_hint: '由近几周的点赞、收藏、搜索与售罄推出；小批量、多批次', demand_hint: '大家想要什么：信号、两周预计销量与现有库存', purchases_hint: '向供应商下的单，到货进度与金额',
    goods: '商品', quantity: '建议量', score: '热度', signals: '信号', expected: '两周预计', proposed: '提出', state: '状态', in_stock: '库存', days: '可撑天数', brand: '品牌', declined_because: '谢绝原因', order: '采购单',
    open: '待处理', accepted: '已采纳', declined: '已谢绝', all: '全部', products: '商品', topics: '话题', accept: '采纳并下单', decline: '谢绝', reason: '原因', accepted_n: '已为 {n} 项建议下采购单', declined_n: '已谢绝 {n} 项建议', will_order: '向上次的供应商下单 {n} 件', will_decline: '关闭这项建议',
    quantity_asked: '数量', quantity_hint: '留空则按每项的建议量', supplier: '供应商', supplier_hint: '留空则用上次的供应商', warehouse: '入库仓', warehouse_hint: '留空则用上次的仓库', unit_cost: '单价', currency: '币种', why: '为什么建议',
    number: '采购单号', expected_goods: '在等货', total: '金额', placed_at: '下单', due_on: '应到', lines: '明细', arrived: '到货', closed_at: '结束', place: '新采购单', cancel: '取消未到的部分', cancelled_n: '已取消 {n} 张采购单', will_cancel: '还没到的 {n} 件不再等待', cancel_warning: '取消之后不能恢复。', sku: '规格', origin: '产地', cost: '单价', receive: '去收货', add_line: '再加一行', placed_ok: '已下采购单 {number}', remove_line: '去掉这一行', line: '第 {n} 行', pick_product: '商品', pick_sku: '规格', top_hint: '热度最高的 12 个',
    risk: '缺口', waits: '在途', by_day: '每天的信号', by_day_hint: '近四周；每天单独算，没有衰减', day: '日期', answers: '补货经过', no_answers: '还没有提过补货建议', proposed_n: '建议补 {n} 件', accepted_by: '{who} 采纳', declined_by: '{who} 谢绝', decided_by: '决定人', decided_at: '决定时间',
  },
  {
    proposals_hint: 'Drawn from weeks of likes, collects, searches and sell-outs; small batches, often', demand_hint: 'What people ask for: signals, expected sales of two weeks, stock at hand', purchases_hint: 'Orders to suppliers, what has arrived, what it costs',
    goods: 'Goods', quantity: 'Proposed', score: 'Heat', signals: 'Signals', expected: 'Two weeks', proposed: 'Proposed at', state: 'State', in_stock: 'In stock', days: 'Days left', brand: 'Brand', declined_because: 'Why declined', order: 'Purchase order',
    open: 'Open', accepted: 'Accepted', declined: 'Declined', all: 'All', products: 'Products', topics: 'Topics', accept: 'Accept and order', decline: 'Decline', reason: 'Reason', accepted_n: 'Ordered {n} proposal|Ordered {n} proposals', declined_n: 'Declined {n} proposal|Declined {n} proposals', will_order: 'Orders {n} from the last supplier', will_decline: 'Closes the proposal',
    quantity_asked: 'Quantity', quantity_hint: 'Empty: as proposed for each', supplier: 'Supplier', supplier_hint: 'Empty: the last supplier', warehouse: 'Into warehouse', warehouse_hint: 'Empty: the last warehouse', unit_cost: 'Unit cost', currency: 'Currency', why: 'Why it is proposed',
    number: 'Number', expected_goods: 'Waiting for goods', total: 'Total', placed_at: 'Placed', due_on: 'Due', lines: 'Lines', arrived: 'Arrived', closed_at: 'Closed', place: 'New purchase order', cancel: 'Cancel what has not arrived', cancelled_n: 'Cancelled {n} purchase order|Cancelled {n} purchase orders', will_cancel: 'No longer waits for {n} units', cancel_warning: 'This cannot be taken back.', sku: 'SKU', origin: 'Origin', cost: 'Unit cost', receive: 'Receive', add_line: 'One more line', placed_ok: 'Placed {number}', remove_line: 'Remove the line', line: 'Line {n}', pick_product: 'Product', pick_sku: 'SKU', top_hint: 'The 12 with the most heat',
    risk: 'Short', waits: 'Coming', by_day: 'Signals by day', by_day_hint: 'Four weeks; each day by itself, without decay', day: 'Day', answers: 'What was made of it', no_answers: 'Nothing was proposed yet', proposed_n: '{n} proposed', accepted_by: 'Accepted by {who}', declined_by: 'Declined by {who}', decided_by: 'Decided by', decided_at: 'Decided at',
  },
)
