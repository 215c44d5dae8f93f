/** Units of quantity as declarations write them, by their names: what rules.UNITS of customs knows, and no other. */
import { customs as t } from '../words/customs'

const CODES = ['007', '011', '035', '095', '140'] as const

export const units = (): { value: string; label: string }[] => CODES.map((value) => ({ value, label: `${t(`unit_${value}`)} · ${value}` }))
