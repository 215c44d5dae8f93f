// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { PageOfNoteCard, Topic } from '../api.gen'

export const getTopic = /*#__PURE__*/ operation<{ name: string }, Topic>("GET", "/v1/topics/{name}")
export const unfollowTopic = /*#__PURE__*/ operation<{ name: string }, null>("DELETE", "/v1/topics/{name}/follow")
export const followTopic = /*#__PURE__*/ operation<{ name: string }, null>("PUT", "/v1/topics/{name}/follow")
export const listNotesOfTopic = /*#__PURE__*/ operation<{ name: string; cursor?: (string | null); limit?: string | number }, PageOfNoteCard>("GET", "/v1/topics/{name}/notes")
