// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Cart, CartLineInput } from '../api.gen'

export const viewCart = /*#__PURE__*/ operation<{ leave_out?: (string | number[] | null) }, Cart>("GET", "/v1/cart")
export const takeFromCart = /*#__PURE__*/ operation<{ sku: string | number }, null>("DELETE", "/v1/cart/lines/{sku}")
export const putInCart = /*#__PURE__*/ operation<{ sku: string | number; body: CartLineInput }, Cart>("PUT", "/v1/cart/lines/{sku}")
