import { words } from '@/lib/words'

/** States, kinds and roles as the API names them, in the words of people. */
const said = words(
  {
    draft: '草稿', listed: '在售', delisted: '下架', in_review: '待审', published: '已发布', hidden: '已隐藏', deleted: '已删除', open: '待处理', kept: '已保留', removed: '已移除',
    accepted: '已受理', declined: '已谢绝', placed: '已下单', arriving: '到货中', received: '已收齐', cancelled: '已取消', waiting: '待复核', applied: '已生效',
    prepared: '待申报', submitted: '已申报', held: '查验', rejected: '退单', cleared: '放行', closed: '已关闭', returned: '已退回',
    paid: '已支付', declared: '申报中', shipped: '已发货', delivered: '已签收', completed: '已完成', refunding: '退款中', refunded: '已退款', part_refunded: '部分退款', created: '待支付',
    sent: '已发出', unknown: '结果未知', confirmed: '已确认', failed: '失败', booked: '已预订', labelled: '已出单', leaving: '待交运', moving: '运输中', cancelling: '撤销中',
    retail: '零售进口', bonded: '保税仓', overseas: '海外仓', postal: '行邮', '1210': '保税 1210', product: '商品', topic: '话题', image: '图文', text: '文字',
    editor: '编辑', moderator: '审核', buyer: '采购', warehouse: '仓库', customs: '关务', brand: '品牌', support: '客服', finance: '财务', admin: '管理员', auditor: '审计', member: '会员', system: '系统',
    celebrity: '名人', expert: '达人', spam: '广告', fake: '虚假', abuse: '辱骂', illegal: '违法', privacy: '隐私', other: '其他', law: '法律法规', court: '司法要求', rights: '侵权', rules: '社区规则',
    announced: '预告', on_air: '直播中', ended: '已结束', stopped: '已中止',
    broken: '不成立', warning: '提醒', holds: '成立',
    psp_receivable: '应收支付渠道', customer_deposits: '预收货款', refunds_payable: '应付退款', goods_revenue: '商品收入', freight_revenue: '运费收入', discounts: '优惠', refunds: '退款', tax_payable: '应交税费', inventory: '库存', cost_of_goods: '商品成本', suppliers_payable: '应付供应商', stock_loss: '库存损失',
    food: '食品', farm_produce: '农产品', edible_oil: '食用油', book: '书刊', toy: '玩具', computer: '计算机', camera: '摄影器材', furniture: '家具', gold_silver: '金银', medicine: '药品', sports: '运动用品', golf: '高尔夫', textile: '纺织品', leather: '皮革', appliance: '电器', bicycle: '自行车', watch: '手表', jewellery: '珠宝', wine: '葡萄酒', spirits: '烈酒', beer_a: '甲类啤酒', beer_b: '乙类啤酒', yellow_wine: '黄酒', tobacco: '烟草', makeup: '彩妆', skin_care: '护肤', personal_care: '个护',
    receipt: '入库', reserve: '预留', release: '释放', ship: '出库', adjust: '调整', restock: '退回入库',
    ordered: '已下单', allocated: '已分配', picked: '已拣货', packed: '已打包', overseas_received: '海外仓入库', consolidated: '集货', export_departed: '离境', main_leg_departed: '干线出发', main_leg_arrived: '干线到达', customs_declared: '已申报', customs_review: '海关审单', customs_inspect: '查验', customs_released: '放行', customs_rejected: '退单', detained: '扣留', returned_abroad: '退运', zone_exit: '出区', courier_picked_up: '快递揽收', in_transit: '运输中', arrived_city: '到达城市', out_for_delivery: '派送中', locker: '待取件', returning: '退回中',
    like: '点赞', collect: '收藏', comment: '评论', search: '搜索', cart: '加购', order: '下单', view: '浏览', click: '读笔记', share: '分享', want: '想要', purchase: '购买', note: '笔记', wishlist: '心愿', rating: '评分', unit: '件数', sandbox: '沙箱',
    impression: '看到笔记', note_opened: '读笔记', product_view: '看商品', add_to_cart: '加入购物车', order_placed: '下单', order_paid: '支付', order_cleared: '清关', order_delivered: '签收', note_shared: '再写笔记', proposal_accepted: '采纳补货', purchase_received: '采购入库', sale: '销售', capture: '收款', refund_promised: '承诺退款', refund_confirmed: '退款到账', refund_failed: '退款失败',
  },
  {
    draft: 'Draft', listed: 'On sale', delisted: 'Off sale', in_review: 'In review', published: 'Published', hidden: 'Hidden', deleted: 'Deleted', open: 'Open', kept: 'Kept', removed: 'Removed',
    accepted: 'Accepted', declined: 'Declined', placed: 'Placed', arriving: 'Arriving', received: 'Received', cancelled: 'Cancelled', waiting: 'Waiting', applied: 'Applied',
    prepared: 'Prepared', submitted: 'Submitted', held: 'Held', rejected: 'Rejected', cleared: 'Cleared', closed: 'Closed', returned: 'Returned',
    paid: 'Paid', declared: 'Declared', shipped: 'Shipped', delivered: 'Delivered', completed: 'Completed', refunding: 'Refunding', refunded: 'Refunded', part_refunded: 'Part refunded', created: 'To be paid',
    sent: 'Sent', unknown: 'Unknown', confirmed: 'Confirmed', failed: 'Failed', booked: 'Booked', labelled: 'Labelled', leaving: 'Leaving', moving: 'Moving', cancelling: 'Cancelling',
    retail: 'Retail import', bonded: 'Bonded', overseas: 'Overseas', postal: 'Postal', '1210': 'Bonded 1210', product: 'Products', topic: 'Topics', image: 'Pictures', text: 'Text',
    editor: 'Editor', moderator: 'Moderator', buyer: 'Buyer', warehouse: 'Warehouse', customs: 'Customs', brand: 'Brand', support: 'Support', finance: 'Finance', admin: 'Administrator', auditor: 'Auditor', member: 'Member', system: 'System',
    celebrity: 'Celebrity', expert: 'Expert', spam: 'Spam', fake: 'Fake', abuse: 'Abuse', illegal: 'Illegal', privacy: 'Privacy', other: 'Other', law: 'Law', court: 'Court order', rights: 'Rights of others', rules: 'House rules',
    announced: 'Announced', on_air: 'On air', ended: 'Ended', stopped: 'Stopped',
    broken: 'Broken', warning: 'Warning', holds: 'Holds',
    psp_receivable: 'Due from payment channels', customer_deposits: 'Customer deposits', refunds_payable: 'Refunds payable', goods_revenue: 'Goods revenue', freight_revenue: 'Freight revenue', discounts: 'Discounts', refunds: 'Refunds', tax_payable: 'Tax payable', inventory: 'Inventory', cost_of_goods: 'Cost of goods', suppliers_payable: 'Suppliers payable', stock_loss: 'Stock loss',
    food: 'Food', farm_produce: 'Farm produce', edible_oil: 'Edible oil', book: 'Books', toy: 'Toys', computer: 'Computers', camera: 'Cameras', furniture: 'Furniture', gold_silver: 'Gold and silver', medicine: 'Medicine', sports: 'Sports', golf: 'Golf', textile: 'Textiles', leather: 'Leather', appliance: 'Appliances', bicycle: 'Bicycles', watch: 'Watches', jewellery: 'Jewellery', wine: 'Wine', spirits: 'Spirits', beer_a: 'Beer A', beer_b: 'Beer B', yellow_wine: 'Yellow wine', tobacco: 'Tobacco', makeup: 'Make-up', skin_care: 'Skin care', personal_care: 'Personal care',
    receipt: 'Received', reserve: 'Reserved', release: 'Released', ship: 'Shipped', adjust: 'Adjusted', restock: 'Back in stock',
    ordered: 'Ordered', allocated: 'Allocated', picked: 'Picked', packed: 'Packed', overseas_received: 'In the overseas warehouse', consolidated: 'Consolidated', export_departed: 'Left the country', main_leg_departed: 'Main leg departed', main_leg_arrived: 'Main leg arrived', customs_declared: 'Declared', customs_review: 'Reviewed by customs', customs_inspect: 'Inspected', customs_released: 'Released', customs_rejected: 'Rejected by customs', detained: 'Detained', returned_abroad: 'Returned abroad', zone_exit: 'Left the zone', courier_picked_up: 'Picked up by the courier', in_transit: 'In transit', arrived_city: 'Arrived in the city', out_for_delivery: 'Out for delivery', locker: 'In a locker', returning: 'Returning',
    like: 'likes', collect: 'collects', comment: 'comments', search: 'searches', cart: 'in carts', order: 'orders', view: 'views', click: 'opened', share: 'shares', want: 'wants', purchase: 'purchases', note: 'notes', wishlist: 'wishes', rating: 'ratings', unit: 'units', sandbox: 'Sandbox',
    impression: 'Saw a note', note_opened: 'Read a note', product_view: 'Saw a product', add_to_cart: 'Into the cart', order_placed: 'Ordered', order_paid: 'Paid', order_cleared: 'Cleared', order_delivered: 'Received', note_shared: 'Wrote again', proposal_accepted: 'Restocked', purchase_received: 'Goods received', sale: 'Sale', capture: 'Payment taken', refund_promised: 'Refund promised', refund_confirmed: 'Refund arrived', refund_failed: 'Refund failed',
  },
)

/** Words of states stand within lines elsewhere; where one begins a line it begins with a capital. */
export const begun = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The word for a state or kind; one that nobody named yet is shown as the API writes it. */
export const word = (name: string | null | undefined): string => (name ? said(name as Parameters<typeof said>[0]) : '')
