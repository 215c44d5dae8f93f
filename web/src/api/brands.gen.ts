// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { BrandPage } from '../api.gen'

export const getBrand = /*#__PURE__*/ operation<{ brand: string | number }, BrandPage>("GET", "/v1/brands/{brand}")
export const unfollowBrand = /*#__PURE__*/ operation<{ brand: string | number }, null>("DELETE", "/v1/brands/{brand}/follow")
export const followBrand = /*#__PURE__*/ operation<{ brand: string | number }, null>("PUT", "/v1/brands/{brand}/follow")
