// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Profile, ProfileChanges } from '../api.gen'

export const showMe = /*#__PURE__*/ operation<{}, Profile>("GET", "/v1/me")
export const changeMe = /*#__PURE__*/ operation<{ body: ProfileChanges }, Profile>("PATCH", "/v1/me")
