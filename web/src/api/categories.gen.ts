// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Category } from '../api.gen'

export const listCategories = /*#__PURE__*/ operation<{}, Category[]>("GET", "/v1/categories")
