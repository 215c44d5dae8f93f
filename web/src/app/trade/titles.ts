/** Names of goods in the reader's language. */
import { said } from '@/lib/words'

export const titleOf = (goods: { title: string; title_en?: string }): string => said({ zh: goods.title, en: goods.title_en || goods.title })
