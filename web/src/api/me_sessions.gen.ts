// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Session } from '../api.gen'

export const listSessions = /*#__PURE__*/ operation<{}, Session[]>("GET", "/v1/me/sessions")
export const endSession = /*#__PURE__*/ operation<{ session: string }, null>("DELETE", "/v1/me/sessions/{session}")
