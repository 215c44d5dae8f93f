// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { MemberCard, MemberPage, PageOfFellow, PageOfNoteCard } from '../api.gen'

export const showMember = /*#__PURE__*/ operation<{ member: string | number }, MemberCard>("GET", "/v1/members/{member}")
export const unblockMember = /*#__PURE__*/ operation<{ member: string | number }, null>("DELETE", "/v1/members/{member}/block")
export const blockMember = /*#__PURE__*/ operation<{ member: string | number }, null>("PUT", "/v1/members/{member}/block")
export const getMemberPage = /*#__PURE__*/ operation<{ member: string | number }, MemberPage>("GET", "/v1/members/{member}/community")
export const listFans = /*#__PURE__*/ operation<{ member: string | number; cursor?: (string | null); limit?: string | number }, PageOfFellow>("GET", "/v1/members/{member}/fans")
export const unfollowMember = /*#__PURE__*/ operation<{ member: string | number }, null>("DELETE", "/v1/members/{member}/follow")
export const followMember = /*#__PURE__*/ operation<{ member: string | number }, null>("PUT", "/v1/members/{member}/follow")
export const listFollowees = /*#__PURE__*/ operation<{ member: string | number; cursor?: (string | null); limit?: string | number }, PageOfFellow>("GET", "/v1/members/{member}/followees")
export const listNotesOfMember = /*#__PURE__*/ operation<{ member: string | number; cursor?: (string | null); limit?: string | number }, PageOfNoteCard>("GET", "/v1/members/{member}/notes")
