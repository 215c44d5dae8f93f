// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Allowance } from '../api.gen'

export const showMyAllowance = /*#__PURE__*/ operation<{}, (Allowance | null)>("GET", "/v1/me/allowance")
