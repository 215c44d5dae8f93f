// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { PageOfNoteCard } from '../api.gen'

export const listCollects = /*#__PURE__*/ operation<{ album?: (string | number | null); cursor?: (string | null); limit?: string | number }, PageOfNoteCard>("GET", "/v1/me/collects")
