import { words } from '@/lib/words'

export const orders = words(
  {
    hint: '所有会员的订单，走到哪一步，在等谁', order_no: '订单号', member: '会员', state: '状态', total: '实付', lines: '商品', warehouse: '仓库', placed: '下单', paid: '支付', shipped: '发货', delivered: '签收', due: '在等到', chased: '催过', mode: '方式', all: '全部', overdue: '等太久了', waybill: '运单', carrier: '承运', payment: '支付流水', goods: '货款', freight: '运费', tax: '税款', discount: '优惠', timeline: '物流与清关', contact: '收货人', contact_hint: '查看会被记录', phone: '电话', address: '地址', promise: '承诺送达', reason: '原因', price: '单价', quantity: '数量', value: '完税价', refund: '发起退款', refund_hint: '原路退回，最多 {max}', amount: '金额（元）', refund_reason: '原因', refund_ok: '已发起退款 {amount}', refund_warning: '钱会原路退回，不能撤回。', source: '来源', regime: '税制', times: '{n} 次',
    because_member: '会员取消，没说原因', because_unpaid: '超时没付款', 'because_stock-gone': '仓库缺货', because_customs: '海关退单：{what}', because_parcel: '包裹：{what}',
    declaration: '看申报', journal: '看账', parcel: '看包裹',
  },
  {
    hint: 'Orders of all members: how far they are and whom they wait for', order_no: 'Order', member: 'Member', state: 'State', total: 'Paid', lines: 'Goods', warehouse: 'Warehouse', placed: 'Placed', paid: 'Paid at', shipped: 'Shipped', delivered: 'Delivered', due: 'Waits until', chased: 'Chased', mode: 'Mode', all: 'All', overdue: 'Waits too long', waybill: 'Waybill', carrier: 'Carrier', payment: 'Payment number', goods: 'Goods', freight: 'Freight', tax: 'Tax', discount: 'Discount', timeline: 'Parcel and customs', contact: 'Recipient', contact_hint: 'Seeing it is recorded', phone: 'Phone', address: 'Address', promise: 'Promised', reason: 'Reason', price: 'Price', quantity: 'Units', value: 'Dutiable value', refund: 'Refund', refund_hint: 'Goes back the way it came, at most {max}', amount: 'Amount (CNY)', refund_reason: 'Reason', refund_ok: 'Refund of {amount} asked for', refund_warning: 'The money goes back the way it came; this cannot be taken back.', source: 'Source', regime: 'Tax regime', times: '{n} time|{n} times',
    because_member: 'Cancelled by the member, no reason given', because_unpaid: 'Not paid in time', 'because_stock-gone': 'Out of stock after all', because_customs: 'Refused by customs: {what}', because_parcel: 'Parcel: {what}',
    declaration: 'See the declaration', journal: 'See the books', parcel: 'See the parcel',
  },
)
