/** A show on air that stands between notes. */
import type { Reason, Show } from '@/api.gen'

export interface LiveBetween {
  before: number
  show: Pick<Show, 'id' | 'title' | 'cover' | 'host' | 'watching'>
  reason: Reason
}
