// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Flag } from '../api.gen'

export const listFlags = /*#__PURE__*/ operation<{ visit?: string }, Flag[]>("GET", "/v1/flags")
export const noteExposure = /*#__PURE__*/ operation<{ key: string; visit?: string }, Flag>("PUT", "/v1/flags/{key}/exposure")
