// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { TradeSchemasNotice } from '../api.gen'

export const readConsumerNotice = /*#__PURE__*/ operation<{ version: string }, TradeSchemasNotice>("GET", "/v1/consumer_notices/{version}")
