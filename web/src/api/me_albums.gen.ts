// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Album, AlbumInput } from '../api.gen'

export const listAlbums = /*#__PURE__*/ operation<{}, Album[]>("GET", "/v1/me/albums")
export const addAlbum = /*#__PURE__*/ operation<{ body: AlbumInput }, Album>("POST", "/v1/me/albums")
export const removeAlbum = /*#__PURE__*/ operation<{ album: string | number }, null>("DELETE", "/v1/me/albums/{album}")
export const renameAlbum = /*#__PURE__*/ operation<{ album: string | number; body: AlbumInput }, Album>("PATCH", "/v1/me/albums/{album}")
