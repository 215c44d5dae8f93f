// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Avatar, Picture } from '../api.gen'

export const setAvatar = /*#__PURE__*/ operation<{ body: Avatar }, Picture>("PUT", "/v1/me/avatar")
