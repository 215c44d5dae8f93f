import { words } from '@/lib/words'

/** Names of screens and groups, as in the navigation. */
export const screens = words(
  {
    overview: '概览', notes: '笔记审核', picks: '编辑精选', experiments: '实验与开关', reports: '举报', shows: '直播', demand: '需求看板', proposals: '补货建议', purchases: '采购单', receiving: '收货', lots: '批次库存', adjustments: '库存调整', parcels: '包裹', declarations: '清关', orders: '订单', products: '商品与价格', tariff: '海关归类', brands: '品牌与授权', suppliers: '供应商', ledger: '总账', payments: '支付', refunds: '退款', members: '会员与角色', audit: '审计', jobs: '作业与消息', settings: '设置',
    group_home: '', group_content: '内容', group_procurement: '采购', group_stock: '仓储物流', group_trade: '交易与清关', group_goods: '商品与品牌', group_finance: '财务', group_system: '系统',
  },
  {
    overview: 'Overview', notes: 'Note review', picks: 'Editors\' picks', experiments: 'Experiments', reports: 'Reports', shows: 'Live shows', demand: 'Demand board', proposals: 'Proposals', purchases: 'Purchase orders', receiving: 'Receiving', lots: 'Lots and stock', adjustments: 'Adjustments', parcels: 'Parcels', declarations: 'Declarations', orders: 'Orders', products: 'Goods and prices', tariff: 'Customs data', brands: 'Brands', suppliers: 'Suppliers', ledger: 'Ledger', payments: 'Payments', refunds: 'Refunds', members: 'Members and roles', audit: 'Audit', jobs: 'Jobs and outbox', settings: 'Settings',
    group_home: '', group_content: 'Content', group_procurement: 'Procurement', group_stock: 'Stock and parcels', group_trade: 'Trade and customs', group_goods: 'Goods and brands', group_finance: 'Finance', group_system: 'System',
  },
)
