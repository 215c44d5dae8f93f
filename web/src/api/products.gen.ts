// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { GoodsDismissalInput, PageOfNoteCard, PageOfProductCard, Product, ProductRating, Sort } from '../api.gen'

export const listProducts = /*#__PURE__*/ operation<{ q?: string; category?: (string | number | null); brand?: (string | number | null); price_from?: (string | number | null); price_to?: (string | number | null); sort?: (Sort); cursor?: (string | null); limit?: string | number }, PageOfProductCard>("GET", "/v1/products")
export const getProduct = /*#__PURE__*/ operation<{ product: string | number }, Product>("GET", "/v1/products/{product}")
export const undoGoodsDismissal = /*#__PURE__*/ operation<{ product: string | number }, null>("DELETE", "/v1/products/{product}/dismissal")
export const dismissGoods = /*#__PURE__*/ operation<{ product: string | number; body: GoodsDismissalInput }, null>("PUT", "/v1/products/{product}/dismissal")
export const listNotesOfProduct = /*#__PURE__*/ operation<{ product: string | number; verified?: boolean; cursor?: (string | null); limit?: string | number }, PageOfNoteCard>("GET", "/v1/products/{product}/notes")
export const getProductRating = /*#__PURE__*/ operation<{ product: string | number }, ProductRating>("GET", "/v1/products/{product}/rating")
