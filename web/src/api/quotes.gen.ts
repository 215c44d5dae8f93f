// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Quote, QuoteInput } from '../api.gen'

export const makeQuote = /*#__PURE__*/ operation<{ body: QuoteInput }, Quote>("POST", "/v1/quotes")
