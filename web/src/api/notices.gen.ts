// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Box, Counts, PageOfNotice, ReadInput } from '../api.gen'

export const listNotices = /*#__PURE__*/ operation<{ box: Box; cursor?: (string | null); limit?: string | number }, PageOfNotice>("GET", "/v1/notices")
export const countNotices = /*#__PURE__*/ operation<{}, Counts>("GET", "/v1/notices/counts")
export const readNotices = /*#__PURE__*/ operation<{ body: ReadInput }, Counts>("PUT", "/v1/notices/read")
export const streamNotices = /*#__PURE__*/ operation<{}, string>("GET", "/v1/notices/stream")
