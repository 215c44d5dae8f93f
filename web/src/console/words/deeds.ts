import { words } from '@/lib/words'

/** What staff did, as the audit log names it. */
const KEYS = {
  'supplier.added': 'supplier_added', 'purchase_order.placed': 'order_placed', 'purchase_order.received': 'order_received', 'purchase_order.cancelled': 'order_cancelled', 'proposal.accepted': 'proposal_accepted', 'proposal.declined': 'proposal_declined',
  'product.added': 'product_added', 'product.changed': 'product_changed', 'sku.added': 'sku_added', 'sku.changed': 'sku_changed', 'price.set': 'price_set', 'rate.set': 'rate_set', 'brand.added': 'brand_added', 'trademark.added': 'trademark_added',
  'authorisation.added': 'authorisation_added', 'authorisation.confirmed': 'authorisation_confirmed', 'authorisation.revoked': 'authorisation_revoked', 'customs.retry': 'customs_retry', 'customs.goods': 'customs_goods', 'payments.refund': 'refund_asked', 'warehouse.added': 'warehouse_added',
  'identity.grant_role': 'role_given', 'identity.revoke_role': 'role_taken', 'identity.suspend_member': 'suspended', 'identity.verify_member': 'verified', 'identity.reveal_real_name': 'revealed', 'identity.forget_real_name': 'forgotten', 'media.refuse_picture': 'picture_refused', 'moderation.decide': 'decided', 'lot.received': 'lot_received', 'stock.adjusted': 'adjusted', 'trade.contact.seen': 'contact_seen', 'community.publish_note': 'note_published', 'community.hide_note': 'note_hidden', 'adjustment.applied': 'adjustment_applied', 'adjustment.declined': 'adjustment_declined', 'proposal.raised': 'proposal_raised', 'sweep.hurried': 'sweep_hurried', 'discovery.pick': 'picked', 'discovery.unpick': 'unpicked', 'week.named': 'week_named',
  'outbox.retried': 'fact_retried', 'outbox.dismissed': 'fact_dismissed', 'experiment.drafted': 'trial_drafted', 'experiment.started': 'trial_started', 'experiment.stopped': 'trial_stopped', 'experiment.resumed': 'trial_resumed', 'experiment.ramped': 'trial_ramped', 'experiment.discarded': 'trial_discarded', 'experiment.stopped_by_guardrail': 'trial_guarded',
} as const
const said = words(
  {
    supplier_added: '新增供应商', order_placed: '下采购单', order_received: '收货', lot_received: '批次入库', order_cancelled: '取消采购单', proposal_accepted: '采纳补货建议', proposal_declined: '谢绝补货建议',
    product_added: '新增商品', product_changed: '修改商品', sku_added: '新增规格', sku_changed: '修改规格', price_set: '定价', rate_set: '录入汇率', brand_added: '新增品牌', trademark_added: '录入商标',
    authorisation_added: '录入授权', authorisation_confirmed: '品牌方确认授权', authorisation_revoked: '撤销授权', customs_retry: '重新申报', customs_goods: '填写海关归类', refund_asked: '发起退款', warehouse_added: '新增仓库', role_given: '授予角色', role_taken: '收回角色', suspended: '停用或恢复账号', verified: '认证标记', revealed: '查看实名', forgotten: '删除实名', picture_refused: '拒绝图片', decided: '审核决定', adjusted: '调整库存', contact_seen: '查看收货人', note_published: '笔记放行', note_hidden: '笔记下架', adjustment_applied: '复核通过', adjustment_declined: '复核驳回', proposal_raised: '提出补货建议', sweep_hurried: '让巡检马上跑', picked: '精选', unpicked: '撤下精选', week_named: '命名焕新周', fact_retried: '让消息再送一次', fact_dismissed: '放弃消息', trial_drafted: '起草实验', trial_started: '开始实验', trial_stopped: '停止实验', trial_resumed: '继续实验', trial_ramped: '调整流量', trial_discarded: '删除草稿', trial_guarded: '护栏自动停止实验',
  },
  {
    supplier_added: 'Supplier added', order_placed: 'Purchase order placed', order_received: 'Goods received', lot_received: 'Lot received', order_cancelled: 'Purchase order cancelled', proposal_accepted: 'Proposal accepted', proposal_declined: 'Proposal declined',
    product_added: 'Product added', product_changed: 'Product changed', sku_added: 'SKU added', sku_changed: 'SKU changed', price_set: 'Price set', rate_set: 'Rate entered', brand_added: 'Brand added', trademark_added: 'Trademark entered',
    authorisation_added: 'Authorisation entered', authorisation_confirmed: 'Confirmed by the brand', authorisation_revoked: 'Authorisation revoked', customs_retry: 'Declared again', customs_goods: 'Customs data entered', refund_asked: 'Refund asked for', warehouse_added: 'Warehouse opened', role_given: 'Role given', role_taken: 'Role taken away', suspended: 'Account kept out or let in', verified: 'Verification mark', revealed: 'Real name seen', forgotten: 'Real name deleted', picture_refused: 'Picture refused', decided: 'Case decided', adjusted: 'Stock adjusted', contact_seen: 'Recipient seen', note_published: 'Note let through', note_hidden: 'Note taken down', adjustment_applied: 'Correction approved', adjustment_declined: 'Correction declined', proposal_raised: 'Purchase proposed', sweep_hurried: 'Sweep run at once', picked: 'Picked', unpicked: 'Pick taken back', week_named: 'Week of new goods named', fact_retried: 'Fact tried again', fact_dismissed: 'Fact dismissed', trial_drafted: 'Experiment drafted', trial_started: 'Experiment started', trial_stopped: 'Experiment stopped', trial_resumed: 'Experiment went on', trial_ramped: 'Share changed', trial_discarded: 'Draft discarded', trial_guarded: 'Stopped by a guardrail',
  },
)

export const deed = (action: string): string => (action in KEYS ? said(KEYS[action as keyof typeof KEYS]) : action)
/** Every deed that has a name here, for filters. */
export const DEEDS = Object.keys(KEYS)
