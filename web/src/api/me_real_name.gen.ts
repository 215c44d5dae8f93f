// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Person, RealNameInput } from '../api.gen'

export const forgetRealName = /*#__PURE__*/ operation<{}, null>("DELETE", "/v1/me/real_name")
export const showRealName = /*#__PURE__*/ operation<{}, Person>("GET", "/v1/me/real_name")
export const keepRealName = /*#__PURE__*/ operation<{ body: RealNameInput }, Person>("PUT", "/v1/me/real_name")
