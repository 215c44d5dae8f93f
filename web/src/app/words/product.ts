import { words } from '@/lib/words'

export const productWords = words(
  {
    gallery: '商品图片', picture: '第 {n} 张，共 {all} 张', with_tax: '到手价 {price}', tax_line: '含进口税 {tax}', tax_none: '免进口税', open_tax: '税费明细', price_at: '单价', goods: '商品', freight: '运费', free: '包邮', tax: '进口税', total: '到手合计', duty: '关税', vat: '增值税', consumption: '消费税', parcel_tax: '行邮税', tax_title: '税费与到手价',
    allowance: '年度额度', allowance_of: '{year} 年已用 {used}，还可用 {left}', allowance_sign: '登录并完成实名后，可以看到自己的年度额度。', to_city: '送至 {city}',
    ships: '发货', kind_bonded: '保税仓', kind_overseas: '海外直邮', carrier: '由{carrier}承运', delivery: '送达', sku: '规格', choose: '请选择',
    chain: '正品溯源', chain_level: '第 {n} 级授权', chain_granted: '{grantor} 授权 {grantee}', chain_until: '有效至 {day}', chain_open: '长期有效', chain_confirmed: '品牌已确认', chain_waiting: '等待品牌确认', chain_none: '暂时没有可以出示的授权书', origin: '原产地 {country}', code_note: '每一批货都有溯源码，收到后可以在包裹或订单里扫码查验。', check_code: '输入溯源码查验', code_label: '溯源码', check: '查验',
    notes: '提到它的笔记', notes_n: '提到它的笔记\u00a0· {n}', no_notes: '还没有笔记提到它', no_notes_text: '买过以后写一篇，帮后来的人少走弯路。', only_bought: '只看买过的', stars: '{stars} 分', rated_by: '{n} 位买家评分', not_rated: '还没有买家评分',
    details: '商品信息', brand_label: '品牌', country_label: '原产国（地区）', net: '净含量 / 规格', weight: '毛重', shelf: '保质期', months: '{n} 个月', days: '{n} 天', ingredients: '成分', hs: '海关商品编码', category: '类目', barcode: '条码', flavour: '香型 / 款式', highlights: '大家怎么说', about: '商品说明', sealed: '授权可查', to_brand: '进店看看',
    to_mall: '去商城逛逛', add: '加入购物车', buy: '立即购买', sold_out: '已售罄', sold_out_text: '这件商品暂时卖完了；大家的搜索和收藏会帮采购决定补多少。', alike: '看看同类', sold: '已售 {n}', grams: '{n} 克',
  },
  {
    gallery: 'Pictures', picture: '{n} of {all}', with_tax: '{price} all in', tax_line: 'including {tax} import tax', tax_none: 'no import tax', open_tax: 'Tax details', price_at: 'Price', goods: 'Goods', freight: 'Freight', free: 'Free', tax: 'Import tax', total: 'All in', duty: 'Duty', vat: 'VAT', consumption: 'Consumption tax', parcel_tax: 'Postal articles tax', tax_title: 'Tax and total',
    allowance: 'Yearly allowance', allowance_of: '{used} used in {year}, {left} left', allowance_sign: 'Sign in and give your real name to see your yearly allowance.', to_city: 'To {city}',
    ships: 'Ships from', kind_bonded: 'bonded warehouse', kind_overseas: 'from overseas', carrier: 'Carried by {carrier}', delivery: 'Delivery', sku: 'Variant', choose: 'Choose',
    chain: 'Where it comes from', chain_level: 'Authorisation {n}', chain_granted: '{grantor} authorised {grantee}', chain_until: 'Valid until {day}', chain_open: 'No end date', chain_confirmed: 'Confirmed by the brand', chain_waiting: 'Awaiting confirmation by the brand', chain_none: 'There is no authorisation to show right now', origin: 'Made in {country}', code_note: 'Every lot has a trace code; check it on the parcel or in your order.', check_code: 'Check a trace code', code_label: 'Trace code', check: 'Check',
    notes: 'Notes that mention it', notes_n: 'Notes that mention it\u00a0·\u00a0{n}', no_notes: 'No note mentions it yet', no_notes_text: 'Write one once you have bought it, and help those who come after.', only_bought: 'From buyers only', stars: '{stars} stars', rated_by: 'rated by {n} buyer|rated by {n} buyers', not_rated: 'Not rated by buyers yet',
    details: 'Product details', brand_label: 'Brand', country_label: 'Country of origin', net: 'Net content', weight: 'Gross weight', shelf: 'Shelf life', months: '{n} month|{n} months', days: '{n} day|{n} days', ingredients: 'Ingredients', hs: 'HS code', category: 'Category', barcode: 'Barcode', flavour: 'Scent or style', highlights: 'What people say', about: 'About', sealed: 'Authorisation on file', to_brand: 'Visit the brand',
    to_mall: 'Go to the mall', add: 'Add to cart', buy: 'Buy now', sold_out: 'Sold out', sold_out_text: 'Sold out for now; what people search for and save decides how much we restock.', alike: 'Similar goods', sold: '{n} sold', grams: '{n} g',
  },
)
