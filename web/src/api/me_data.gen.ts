// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { OwnDataInput } from '../api.gen'

export const takeOwnData = /*#__PURE__*/ operation<{ body: OwnDataInput }, null>("POST", "/v1/me/data")
