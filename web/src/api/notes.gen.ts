// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { CollectInput, Comment, CommentInput, DismissalInput, Earlier, Note, NoteCard, NoteEdit, NoteInput, PageOfComment, ProductCard } from '../api.gen'

export const publishNote = /*#__PURE__*/ operation<{ idempotencyKey: string; body: NoteInput }, Note>("POST", "/v1/notes", "Idempotency-Key")
export const deleteNote = /*#__PURE__*/ operation<{ note: string | number }, null>("DELETE", "/v1/notes/{note}")
export const getNote = /*#__PURE__*/ operation<{ note: string | number }, Note>("GET", "/v1/notes/{note}")
export const editNote = /*#__PURE__*/ operation<{ note: string | number; body: NoteEdit }, Note>("PATCH", "/v1/notes/{note}")
export const uncollectNote = /*#__PURE__*/ operation<{ note: string | number }, null>("DELETE", "/v1/notes/{note}/collect")
export const collectNote = /*#__PURE__*/ operation<{ note: string | number; body: (CollectInput | null) }, null>("PUT", "/v1/notes/{note}/collect")
export const listComments = /*#__PURE__*/ operation<{ note: string | number; cursor?: (string | null); limit?: string | number }, PageOfComment>("GET", "/v1/notes/{note}/comments")
export const commentOnNote = /*#__PURE__*/ operation<{ note: string | number; idempotencyKey: string; body: CommentInput }, Comment>("POST", "/v1/notes/{note}/comments", "Idempotency-Key")
export const undoDismissal = /*#__PURE__*/ operation<{ note: string | number }, null>("DELETE", "/v1/notes/{note}/dismissal")
export const dismissNote = /*#__PURE__*/ operation<{ note: string | number; body: DismissalInput }, null>("PUT", "/v1/notes/{note}/dismissal")
export const listNoteEdits = /*#__PURE__*/ operation<{ note: string | number }, Earlier[]>("GET", "/v1/notes/{note}/edits")
export const listGoodsOfNote = /*#__PURE__*/ operation<{ note: string | number }, ProductCard[]>("GET", "/v1/notes/{note}/goods")
export const unlikeNote = /*#__PURE__*/ operation<{ note: string | number }, null>("DELETE", "/v1/notes/{note}/like")
export const likeNote = /*#__PURE__*/ operation<{ note: string | number }, null>("PUT", "/v1/notes/{note}/like")
export const publishDraft = /*#__PURE__*/ operation<{ note: string | number }, Note>("POST", "/v1/notes/{note}/publication")
export const listRelatedNotes = /*#__PURE__*/ operation<{ note: string | number; limit?: string | number }, NoteCard[]>("GET", "/v1/notes/{note}/related")
