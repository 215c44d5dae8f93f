// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { ClosingInput, Profile } from '../api.gen'

export const keepMe = /*#__PURE__*/ operation<{}, Profile>("DELETE", "/v1/me/closing")
export const closeMe = /*#__PURE__*/ operation<{ body: ClosingInput }, Profile>("PUT", "/v1/me/closing")
