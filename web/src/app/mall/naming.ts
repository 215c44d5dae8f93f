/** What goods, brands and places are called in the chosen language. */
import type { BrandCard, Category, ProductCard, SkuView } from '@/api.gen'
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

/** What is shown of goods until somebody chooses: the cheapest that can be had, as their card says. */
export function shownFirst(skus: readonly SkuView[]): SkuView | undefined {
  const there = skus.filter((one) => one.quantity_max > 0)
  return [...(there.length ? there : skus)].sort((one, other) => one.price.amount - other.price.amount)[0]
}

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
