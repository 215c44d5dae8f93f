// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { SignUp, SignedIn } from '../api.gen'

export const openAccount = /*#__PURE__*/ operation<{ body: SignUp }, SignedIn>("POST", "/v1/accounts")
