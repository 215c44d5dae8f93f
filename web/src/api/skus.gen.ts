// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { LandedCost } from '../api.gen'

export const showLandedCost = /*#__PURE__*/ operation<{ sku: string | number; quantity?: string | number }, LandedCost>("GET", "/v1/skus/{sku}/landed_cost")
