/** What goods, brands and places are called in the chosen language. */
import type { BrandCard, Category, Product, ProductCard, SkuView } from '@/api.gen'
import { money } from '@/lib/format'
import { language, said } from '@/lib/words'
import { goods as t } from '../words/goods'

export const titleOf = (goods: { title: string; title_en?: string }): string => said({ zh: goods.title, en: goods.title_en || goods.title })
export const variantOf = (sku: { variant: string; variant_en: string }): string => said({ zh: sku.variant, en: sku.variant_en || sku.variant })
export const brandOf = (brand: BrandCard): string => said({ zh: brand.name_zh, en: brand.name_en || brand.name_zh })
/** The same brand in the other language. */
export const otherwise = (brand: BrandCard): string => said({ zh: brand.name_en, en: brand.name_zh })
export const shelfOf = (shelf: Category): string => said({ zh: shelf.name_zh, en: shelf.name_en })

/** What a card says goods cost: of several variants, where their prices begin. */
export const priceOf = (card: ProductCard): string => (card.prices_from ? t('prices_from', { price: money(card.price) }) : money(card.price))

/** The SKU that was chosen, or the one that is shown until somebody chooses. */
export const skuOf = (goods: Product | undefined, chosen: string | null): SkuView | undefined => goods?.skus.find((one) => one.id === chosen) ?? goods?.skus.find((one) => one.id === goods.shown_first)

/** A warehouse by its name in the chosen language. */
export const houseOf = (house: { name: string; name_en: string }): string => said({ zh: house.name, en: house.name_en || house.name })

/** JP as 日本 or Japan. */
export function countryOf(code: string): string {
  try {
    return new Intl.DisplayNames(language.value, { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}
