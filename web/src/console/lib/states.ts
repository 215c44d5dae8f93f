/** How urgent a state looks; the word beside it says the same, so that colour never speaks alone. */
export type Tone = 'calm' | 'wait' | 'good' | 'bad' | 'info'

const TONES: Record<Tone, readonly string[]> = {
  calm: ['draft', 'delisted', 'cancelled', 'closed', 'declined', 'deleted', 'booked', 'created', 'stopped', 'ended'],
  wait: ['open', 'waiting', 'in_review', 'held', 'arriving', 'placed', 'prepared', 'labelled', 'refunding', 'cancelling', 'warning', 'announced'],
  info: ['running', 'submitted', 'sent', 'moving', 'leaving', 'shipped', 'declared', 'paid', 'accepted'],
  good: ['on_air', 'listed', 'published', 'received', 'applied', 'cleared', 'delivered', 'completed', 'confirmed', 'kept'],
  bad: ['rejected', 'failed', 'hidden', 'removed', 'returned', 'unknown', 'broken'],
}
const BY_STATE = new Map(Object.entries(TONES).flatMap(([tone, states]) => states.map((state) => [state, tone as Tone])))

export const toneOf = (state: string): Tone => BY_STATE.get(state) ?? 'calm'
