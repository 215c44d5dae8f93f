/** What stands between notes: goods, and shows that are on air. */
import type { GoodsBetween, LiveBetween } from '@/api.gen'

export type Between = GoodsBetween | LiveBetween
export const idOf = (one: Between): string => ('show' in one ? one.show : one.product).id
/** The card of a show is fetched where one stands: mostly nobody is live. */
export const liveCard = (): Promise<typeof import('../live/LiveCard.vue')> => import('../live/LiveCard.vue')
