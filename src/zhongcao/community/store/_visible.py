"""What a viewer may see, as conditions on a note; `rules.may_see` says the same about one note.

Whoever asks binds `viewer`: 0 is a visitor.
"""

from sqlalchemy import ColumnElement, String, bindparam, exists, literal_column, or_, select

from zhongcao.community.rules import NoteState
from zhongcao.community.tables import BlockRow, NoteRow
from zhongcao.kit.db import Id63

VIEWER = bindparam("viewer", type_=Id63)
_DELETED = literal_column(f"'{NoteState.DELETED.value}'", String)
IS_PUBLISHED = NoteRow.state == literal_column(f"'{NoteState.PUBLISHED.value}'", String)
"""The state stands in the text, so that the partial indexes of published notes can be used."""
IS_NOT_DELETED = NoteRow.state != _DELETED
IS_BLOCKED_BY_AUTHOR = exists(
    select(1).where(BlockRow.member_id == NoteRow.author_id, BlockRow.blocked_id == VIEWER).correlate(NoteRow)
)
"""Whether the author of a note has blocked the viewer."""
_HAS_BLOCKED_AUTHOR = exists(
    select(1).where(BlockRow.member_id == VIEWER, BlockRow.blocked_id == NoteRow.author_id).correlate(NoteRow)
)
_IS_BLOCKED_EITHER_WAY = or_(IS_BLOCKED_BY_AUTHOR, _HAS_BLOCKED_AUTHOR)
"""Two questions: as one, PostgreSQL makes a bitmap of both for each note."""
VISIBLE: dict[bool, ColumnElement[bool]] = {
    False: IS_PUBLISHED,
    True: or_((NoteRow.author_id == VIEWER) & IS_NOT_DELETED, IS_PUBLISHED & ~_IS_BLOCKED_EITHER_WAY),
}
"""Notes in lists, for visitors and for members: published, or the viewer's own but not deleted; none by members between
whom stands a block."""
