// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { SignIn, SignedIn } from '../api.gen'

export const signIn = /*#__PURE__*/ operation<{ body: SignIn }, SignedIn>("POST", "/v1/sessions")
export const signOut = /*#__PURE__*/ operation<{}, null>("DELETE", "/v1/sessions/current")
