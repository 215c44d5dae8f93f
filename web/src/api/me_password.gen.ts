// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { NewPassword, SignedIn } from '../api.gen'

export const changePassword = /*#__PURE__*/ operation<{ body: NewPassword }, SignedIn>("PUT", "/v1/me/password")
