/** Why an order ended or money goes back, for people: trade writes a short code for what it decides itself. */
import { half } from '@/lib/both'
import { orders as t } from '../words/orders'
import { word } from '../words/states'

export function because(reason: string | null): string {
  if (reason === 'member' || reason === 'unpaid' || reason === 'stock-gone') return t(`because_${reason}`)
  const [source, ...told] = (reason ?? '').split(': ')
  if (source === 'customs') return t('because_customs', { what: half(told.join(': ')) })
  return source === 'parcel' ? t('because_parcel', { what: word(told.join(': ')) }) : (reason ?? '')
}
