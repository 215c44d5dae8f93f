// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { District, Province } from '../api.gen'

export const listDivisions = /*#__PURE__*/ operation<{}, Province[]>("GET", "/v1/divisions")
export const listDistricts = /*#__PURE__*/ operation<{ city: string }, District[]>("GET", "/v1/divisions/{city}/districts")
