// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Picture } from '../api.gen'

export const uploadPicture = /*#__PURE__*/ operation<{ body: FormData }, Picture>("POST", "/v1/media")
