// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { EventBatch, EventsTaken } from '../api.gen'

export const recordEvents = /*#__PURE__*/ operation<{ body: EventBatch }, EventsTaken>("POST", "/v1/events")
