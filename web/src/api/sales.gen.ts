// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Sales } from '../api.gen'

export const listSales = /*#__PURE__*/ operation<{}, Sales>("GET", "/v1/sales")
