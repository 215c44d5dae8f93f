// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { ExplainedInput, PageOfShow, Room, ShelfInput, ShelfItem, ShowEdit, ShowInput, StreamKey, View } from '../api.gen'

export const listShows = /*#__PURE__*/ operation<{ view?: View; host?: (string | number | null); cursor?: (string | null); limit?: string | number }, PageOfShow>("GET", "/v1/shows")
export const announceShow = /*#__PURE__*/ operation<{ idempotencyKey: string; body: ShowInput }, Room>("POST", "/v1/shows", "Idempotency-Key")
export const getShow = /*#__PURE__*/ operation<{ show: string | number }, Room>("GET", "/v1/shows/{show}")
export const changeShow = /*#__PURE__*/ operation<{ show: string | number; body: ShowEdit }, Room>("PATCH", "/v1/shows/{show}")
export const cancelShow = /*#__PURE__*/ operation<{ show: string | number }, Room>("POST", "/v1/shows/{show}/cancellation")
export const endShow = /*#__PURE__*/ operation<{ show: string | number }, Room>("POST", "/v1/shows/{show}/end")
export const explainNothing = /*#__PURE__*/ operation<{ show: string | number }, ShelfItem[]>("DELETE", "/v1/shows/{show}/explained")
export const explainProduct = /*#__PURE__*/ operation<{ show: string | number; body: ExplainedInput }, ShelfItem[]>("PUT", "/v1/shows/{show}/explained")
export const getPlaylist = /*#__PURE__*/ operation<{ show: string | number }, null>("GET", "/v1/shows/{show}/index.m3u8")
export const getSegment = /*#__PURE__*/ operation<{ show: string | number; name: string }, null>("GET", "/v1/shows/{show}/media/{name}")
export const setShelf = /*#__PURE__*/ operation<{ show: string | number; body: ShelfInput }, ShelfItem[]>("PUT", "/v1/shows/{show}/shelf")
export const startShow = /*#__PURE__*/ operation<{ show: string | number }, Room>("POST", "/v1/shows/{show}/start")
export const makeStreamKey = /*#__PURE__*/ operation<{ show: string | number }, StreamKey>("POST", "/v1/shows/{show}/stream_key")
