// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { HotWord, SearchResults, Suggestions, WarehouseKind } from '../api.gen'

export const search = /*#__PURE__*/ operation<{ q: string; kind?: "all" | "notes" | "products" | "members" | "topics"; sort?: "best" | "new" | "cheap" | "dear"; days?: (string | number | null); brand?: (string | number | null); category?: (string | number | null); price_from?: (string | number | null); price_to?: (string | number | null); in_stock?: boolean; warehouse?: (WarehouseKind | null); verified?: boolean; personal?: boolean; without?: (("brand" | "price" | "spelling")[] | null); cursor?: (string | null); limit?: string | number }, SearchResults>("GET", "/v1/search")
export const listHotWords = /*#__PURE__*/ operation<{ limit?: string | number }, HotWord[]>("GET", "/v1/search/hot")
export const forgetRecentWords = /*#__PURE__*/ operation<{ q?: (string | null) }, null>("DELETE", "/v1/search/recent")
export const listRecentWords = /*#__PURE__*/ operation<{}, string[]>("GET", "/v1/search/recent")
export const suggest = /*#__PURE__*/ operation<{ q: string }, Suggestions>("GET", "/v1/search/suggestions")
