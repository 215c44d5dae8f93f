import { words } from '@/lib/words'

/** Cart, checkout, payment. */
export const buying = words(
  {
    cart: '购物车', cart_n: '购物车（{n}）', cart_empty: '购物车还空着', cart_empty_text: '看到喜欢的，先放进来慢慢挑。', to_mall: '去商城逛逛',
    from: '{name}发货', parcel: '一个包裹', select: '选中 {title}', select_all: '选中这个包裹里的全部', quantity: '{title} 的数量', fewer: '少买几件', less: '少一件', more: '多一件', removed: '已移出购物车',
    sold_out: '卖完了', off_sale: '已下架', short: '只剩 {n} 件', take_left: '改成 {n} 件', low: '仅剩 {n} 件', cheaper: '比加入时便宜，原 {price}', unavailable: '现在买不了', clear: '清空这些',
    limit_used: '限值已用 {n}%', over: '超过一单的上限，分成 {n} 单就能买', part: '第 {n} 单', part_buy: '结算这一单', checkout: '结算', goods_sum: '商品合计', before_tax: '运费和进口税在下一步算清', pieces: '{n} 件',
    confirm_order: '确认订单', nothing: '没有要结算的商品', nothing_text: '链接里没有商品，可能是复制时漏了一段。', ship_to: '收货地址', default: '默认', change_address: '更换收货地址', new_address: '新增地址', choose_address: '选择收货地址',
    first_address: '先告诉我们寄到哪里', first_address_text: '填好以后，运费、进口税和送达时间马上算出来。', your_name: '实名信息', real_name_is: '实名 {name} {number}', name_why: '清关用，须与付款人一致，加密保存', name_needed: '还差实名信息', name_needed_text: '保税商品清关要用，加密保存，只填这一次。',
    goods: '商品', freight: '运费', free: '包邮', discount: '优惠', tax: '进口税', arrives: '送达', total: '合计', tax_about: '进口税怎么算', tax_details: '税费明细', duty: '关税', vat: '增值税', consumption: '消费税', parcel_tax: '行邮税',
    allowance: '{year} 年跨境额度', allowance_left: '本单后还剩 {left}', allowance_of: '已用 {used}，本单 {taken}，全年 {limit}', notice: '跨境商品消费者告知书', notice_short: '《消费者告知书》', notice_agree: '我已阅读并同意', notice_again: '付款即再次确认', notice_before: '您在 {day} 已同意同一版本', notice_missing: '请先勾选同意《消费者告知书》', read: '已读完，同意',
    pay: '付款 {total}', pay_short: '去付款', paying: '正在下单', wait_quote: '正在计算', held: '价格保留到 {time}', requoted: '报价到期，已按现在的价格重新计算，金额没有变化', changed: '价格有变化：原 {before}，现 {after}。请确认后再付款。', changed_lines: '金额有变化，请看一眼再付款。', one_order: '同一个包裹里的商品一起结算',
    go_pay: '正在打开付款页', go_pay_text: '在付款页完成后会自动回到这里。', checking: '正在确认付款', checking_text: '一般几秒钟就好，请不要关闭页面。', paid: '付款成功', paid_text: '{total} 已收到，接下来交给我们。', next: '接下来', see_order: '查看订单', go_on: '继续逛', to_room: '回到直播间',
    unpaid: '还没有收到付款', unpaid_text: '如果已经付了，到账后这里会自动更新，不用重复付款；还没付的话可以继续。', pay_again: '继续付款', pay_left: '剩余付款时间', order_over: '订单已取消', order_over_text: '没有扣款；如果付款晚到，会原路退回。', buy_again: '重新购买', late: '到账比平时慢', late_text: '款项在路上的话会自动更新，可以先离开，订单里随时能看到。', done_already: '这笔订单已经付过了',
    open_failed: '付款页没有打开：{why}', page_title: '付款',
  },
  {
    cart: 'Cart', cart_n: 'Cart ({n})', cart_empty: 'Your cart is empty', cart_empty_text: 'Put in what you like and decide later.', to_mall: 'Go to the mall',
    from: 'From {name}', parcel: 'One parcel', select: 'Select {title}', select_all: 'Select everything in this parcel', quantity: 'How many of {title}', fewer: 'Buy fewer', less: 'One less', more: 'One more', removed: 'Removed from cart',
    sold_out: 'Sold out', off_sale: 'Not on sale', short: 'Only {n} left', take_left: 'Take {n}', low: 'Only {n} left', cheaper: 'Cheaper now, was {price}', unavailable: 'Cannot be bought now', clear: 'Remove these',
    limit_used: '{n}% used', over: 'Too much for one order; buy it in {n} orders', part: 'Order {n}', part_buy: 'Check out this one', checkout: 'Check out', goods_sum: 'Goods', before_tax: 'Freight and import tax come next', pieces: '{n} piece|{n} pieces',
    confirm_order: 'Check out', nothing: 'There is nothing to check out', nothing_text: 'This link has no goods in it; part of it may be missing.', ship_to: 'Ship to', default: 'Default', change_address: 'Change the address', new_address: 'New address', choose_address: 'Choose an address',
    first_address: 'Where shall it go?', first_address_text: 'Freight, import tax and arrival date are worked out right away.', your_name: 'Real name', real_name_is: 'Real name {name} {number}', name_why: 'For customs; must match the payer. Encrypted, and asked only once', name_needed: 'Your real name is missing', name_needed_text: 'Customs needs it for bonded goods. It is encrypted, and you are asked only once.',
    goods: 'Goods', freight: 'Freight', free: 'Free', discount: 'Discount', tax: 'Import tax', arrives: 'Arrives', total: 'Total', tax_about: 'How the import tax is calculated', tax_details: 'Tax details', duty: 'Duty', vat: 'VAT', consumption: 'Consumption tax', parcel_tax: 'Postal articles tax',
    allowance: 'Cross-border allowance {year}', allowance_left: '{left} left after this order', allowance_of: '{used} used, {taken} by this order, {limit} a year', notice: 'Notice to buyers of cross-border goods', notice_short: 'notice to buyers', notice_agree: 'I have read and accept the', notice_again: 'By paying you confirm again the', notice_before: 'You accepted the same version on {day}', notice_missing: 'Please accept the notice to buyers first', read: 'Read and accepted',
    pay: 'Pay {total}', pay_short: 'Pay', paying: 'Placing your order', wait_quote: 'Calculating', held: 'This price holds until {time}', requoted: 'The quote expired and was recalculated; the amount is the same', changed: 'The price changed from {before} to {after}. Please check before you pay.', changed_lines: 'Amounts changed; please have a look before you pay.', one_order: 'Goods in one parcel are paid for together',
    go_pay: 'Opening the pay page', go_pay_text: 'You will be brought back here when it is done.', checking: 'Confirming your payment', checking_text: 'This usually takes a few seconds; please keep this page open.', paid: 'Paid', paid_text: 'We received {total}. We will take it from here.', next: 'What happens next', see_order: 'See the order', go_on: 'Keep browsing', to_room: 'Back to the live room',
    unpaid: 'No payment has arrived yet', unpaid_text: 'If you have paid, this page will update by itself; there is no need to pay again. If not, you can continue.', pay_again: 'Continue to pay', pay_left: 'Time left to pay', order_over: 'This order was cancelled', order_over_text: 'You were not charged; a late payment will be refunded.', buy_again: 'Buy again', late: 'This payment is taking longer than usual', late_text: 'This page will update once it arrives. You can leave; your orders always show the latest.', done_already: 'This order has already been paid',
    open_failed: 'The pay page did not open: {why}', page_title: 'Payment',
  },
)
