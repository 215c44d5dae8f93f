// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { UnsharedPurchase } from '../api.gen'

export const listPurchasesToShare = /*#__PURE__*/ operation<{}, UnsharedPurchase[]>("GET", "/v1/me/purchases_to_share")
