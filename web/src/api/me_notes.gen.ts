// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { NoteState, PageOfNoteCard } from '../api.gen'

export const listMyNotes = /*#__PURE__*/ operation<{ note_state?: NoteState; cursor?: (string | null); limit?: string | number }, PageOfNoteCard>("GET", "/v1/me/notes")
