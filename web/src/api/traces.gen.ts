// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Trace } from '../api.gen'

export const getTrace = /*#__PURE__*/ operation<{ code: string }, Trace>("GET", "/v1/traces/{code}")
