// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { PageOfMemberCard } from '../api.gen'

export const listBlocks = /*#__PURE__*/ operation<{ cursor?: (string | null); limit?: string | number }, PageOfMemberCard>("GET", "/v1/me/blocks")
