/** Where a tag leads: goods to the product (which then knows the note that led there), a brand, or a topic. */
import type { RouteLocationRaw } from 'vue-router'
import type { PictureTag } from '@/api.gen'

export function tagTarget(tag: PictureTag, note: string): RouteLocationRaw | undefined {
  if (tag.product_id) return { name: 'product', params: { id: tag.product_id }, query: { source: `note:${note}` } }
  if (tag.brand_id) return `/brand/${tag.brand_id}`
  if (tag.kind === 'topic') return { name: 'topic', params: { name: tag.text.replace(/^[#＃]/, '') } }
  return undefined
}
