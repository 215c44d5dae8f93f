// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'

export const dropFile = /*#__PURE__*/ operation<{ key: string; name: string }, null>("DELETE", "/v1/live_ingest/{key}/{name}")
export const pushFile = /*#__PURE__*/ operation<{ key: string; name: string }, null>("PUT", "/v1/live_ingest/{key}/{name}")
