// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { ConsentText } from '../api.gen'

export const readRealNameConsent = /*#__PURE__*/ operation<{}, ConsentText>("GET", "/v1/real_name_consent")
