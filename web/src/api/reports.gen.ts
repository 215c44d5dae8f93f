// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { ReportInput } from '../api.gen'

export const reportSomething = /*#__PURE__*/ operation<{ body: ReportInput }, null>("POST", "/v1/reports")
