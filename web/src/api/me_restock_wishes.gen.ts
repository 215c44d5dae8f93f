// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { RestockWish } from '../api.gen'

export const listRestockWishes = /*#__PURE__*/ operation<{}, RestockWish[]>("GET", "/v1/me/restock_wishes")
export const forgetRestockWish = /*#__PURE__*/ operation<{ sku: string | number }, null>("DELETE", "/v1/me/restock_wishes/{sku}")
export const wishForRestock = /*#__PURE__*/ operation<{ sku: string | number }, null>("PUT", "/v1/me/restock_wishes/{sku}")
