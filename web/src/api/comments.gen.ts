// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'

export const deleteComment = /*#__PURE__*/ operation<{ comment: string | number }, null>("DELETE", "/v1/comments/{comment}")
