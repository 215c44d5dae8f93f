// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Around, DiscoverPage, PageOfGoodsItem, PageOfNoteCard, PageOfPostItem } from '../api.gen'

export const discover = /*#__PURE__*/ operation<{ channel?: string; cursor?: (string | null); limit?: string | number }, DiscoverPage>("GET", "/v1/feeds/discover")
export const following = /*#__PURE__*/ operation<{ cursor?: (string | null); limit?: string | number }, PageOfPostItem>("GET", "/v1/feeds/following")
export const aroundFollowing = /*#__PURE__*/ operation<{}, Around>("GET", "/v1/feeds/following/around")
export const listGoodsFeed = /*#__PURE__*/ operation<{ cursor?: (string | null); limit?: string | number }, PageOfGoodsItem>("GET", "/v1/feeds/goods")
export const listPopularOfTopic = /*#__PURE__*/ operation<{ name: string; cursor?: (string | null); limit?: string | number }, PageOfNoteCard>("GET", "/v1/feeds/topics/{name}")
