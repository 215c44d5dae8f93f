// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Reset, SignedIn } from '../api.gen'

export const resetPassword = /*#__PURE__*/ operation<{ body: Reset }, SignedIn>("POST", "/v1/password_resets")
