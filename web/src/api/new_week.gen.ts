// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { NewWeek } from '../api.gen'

export const getNewWeek = /*#__PURE__*/ operation<{ day?: (string | null); cursor?: (string | null); limit?: string | number }, NewWeek>("GET", "/v1/new_week")
