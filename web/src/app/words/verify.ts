import { words } from '@/lib/words'

/** Where goods come from: the page behind a trace code. */
export const verify = words(
  {
    title: '正品溯源', found: '查到了，这是从我们仓库发出的商品', code: '溯源码',
    authorised: '收货当天品牌授权有效', unauthorised: '收货当天没有查到品牌授权',
    chain: '授权链', grants: '{grantor} 授权 {grantee}', confirmed: '已向权利人核实', until: '至 {day}', endless: '长期有效',
    origin: '产地', supplier_from: '采购自{country}', warehouse: '入仓', received: '{day}入仓', batch: '批号 {code}',
    life: '保质期', produced: '{day}生产', expires: '保质期至 {day}', mode: '通关',
    retail: '保税电商（1210）清关后发出', postal: '按个人物品（行邮）清关',
    product: '查看这件商品', gone: '这件商品已经下架，来路仍可查询。', ask: '输入包裹或订单上的溯源码', look: '查询', missed: '没有查到 {code}',
    hint: '溯源码共 12 位，印在包裹上，也在订单详情里；大小写和横线都不影响。',
  },
  {
    title: 'Where it comes from', found: 'Found: these goods were sent from our warehouse', code: 'Trace code',
    authorised: 'Brand authorisation was valid on arrival', unauthorised: 'No valid brand authorisation on arrival',
    chain: 'Authorisation', grants: '{grantor} authorises {grantee}', confirmed: 'confirmed with the rights holder', until: 'until {day}', endless: 'no end date',
    origin: 'Made in', supplier_from: 'Bought from {country}', warehouse: 'Received', received: 'Received on {day}', batch: 'Batch {code}',
    life: 'Shelf life', produced: 'Made on {day}', expires: 'Best before {day}', mode: 'Customs',
    retail: 'Cleared as bonded retail import (1210)', postal: 'Cleared as a personal postal article',
    product: 'See this product', gone: 'This product is no longer sold; you can still see where it came from.', ask: 'The trace code on the parcel or the order', look: 'Look it up', missed: '{code} was not found',
    hint: 'It has 12 characters and is printed on the parcel and shown in your order; capitals and dashes do not matter.',
  },
)
