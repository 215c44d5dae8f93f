// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Follows } from '../api.gen'

export const getMyFollows = /*#__PURE__*/ operation<{}, Follows>("GET", "/v1/me/follows")
