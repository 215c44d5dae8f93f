// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { CodeOnItsWay, CodeWanted } from '../api.gen'

export const sendPasswordCode = /*#__PURE__*/ operation<{ body: CodeWanted }, CodeOnItsWay>("POST", "/v1/password_codes")
