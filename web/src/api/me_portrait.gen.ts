// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Portrait } from '../api.gen'

export const forgetPortrait = /*#__PURE__*/ operation<{}, null>("DELETE", "/v1/me/portrait")
export const getPortrait = /*#__PURE__*/ operation<{}, Portrait>("GET", "/v1/me/portrait")
export const letBack = /*#__PURE__*/ operation<{ subject: string }, null>("DELETE", "/v1/me/portrait/aversions/{subject}")
export const keepAway = /*#__PURE__*/ operation<{ subject: string }, null>("PUT", "/v1/me/portrait/aversions/{subject}")
export const forgetTaste = /*#__PURE__*/ operation<{ subject: string }, null>("DELETE", "/v1/me/portrait/tastes/{subject}")
