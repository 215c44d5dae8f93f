// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { PageOfShow } from '../api.gen'

export const listMyShows = /*#__PURE__*/ operation<{ cursor?: (string | null); limit?: string | number }, PageOfShow>("GET", "/v1/me/shows")
