import { words } from '@/lib/words'

/** What cards of goods and the sheet of variants say, wherever they stand. */
export const goods = words(
  {
    sold_out: '已售罄', prices_from: '{price} 起', struck_price: '参考价 {price}', brand_sealed: '{brand} 授权可查',
    choose: '选择规格', variant: '规格', this_one: '默认规格', gone: '缺货', gone_why: '{variant} 暂时缺货', stock: '库存 {n} 件', few_left: '仅剩 {n} 件', quantity: '数量', less: '少一件', more: '多一件', limit: '每人限购 {n} 件',
    add: '加入购物车', buy: '立即购买', added: '已加入购物车', to_cart: '去看看', in_cart: '购物车里已有 {n} 件', tax_extra: '税费在下单前列明', alert: '到货提醒', alert_on: '已设到货提醒', alert_set: '到货后会在消息里告诉你', alert_gone: '已取消到货提醒', chosen: '已选 {variant}',
  },
  {
    sold_out: 'Sold out', prices_from: 'from {price}', struck_price: 'Reference price {price}', brand_sealed: '{brand}, authorised',
    choose: 'Choose a variant', variant: 'Variant', this_one: 'Standard', gone: 'sold out', gone_why: '{variant} is sold out for now', stock: '{n} in stock', few_left: 'Only {n} left', quantity: 'Quantity', less: 'One less', more: 'One more', limit: 'Up to {n} per person',
    add: 'Add to cart', buy: 'Buy now', added: 'Added to cart', to_cart: 'View cart', in_cart: '{n} in your cart already', tax_extra: 'Tax is shown before you order', alert: 'Notify me', alert_on: 'You will be notified', alert_set: 'You will get a message when it is back', alert_gone: 'You will not be notified', chosen: 'Chosen: {variant}',
  },
)
