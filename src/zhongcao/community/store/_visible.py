"""What a viewer may see, as one condition; `rules.may_see` says the same about one note."""

from sqlalchemy import ColumnElement, exists, or_, select, true

from zhongcao.community.rules import NoteState
from zhongcao.community.tables import BlockRow, NoteRow


def visible_notes(viewer: int) -> ColumnElement[bool]:
    """Notes in lists: published, or the viewer's own but not deleted; none by members between whom stands a block."""
    published = NoteRow.state == NoteState.PUBLISHED
    if not viewer:
        return published
    own = (NoteRow.author_id == viewer) & (NoteRow.state != NoteState.DELETED)
    return or_(own, published & ~_blocked_either_way(viewer))


def is_blocked_by_author(viewer: int) -> ColumnElement[bool]:
    """Whether the author of a note has blocked the viewer."""
    if not viewer:
        return ~true()
    return exists(
        select(1).where(BlockRow.member_id == NoteRow.author_id, BlockRow.blocked_id == viewer).correlate(NoteRow)
    )


def _blocked_either_way(viewer: int) -> ColumnElement[bool]:
    return exists(
        select(1)
        .where(
            or_(
                (BlockRow.member_id == NoteRow.author_id) & (BlockRow.blocked_id == viewer),
                (BlockRow.member_id == viewer) & (BlockRow.blocked_id == NoteRow.author_id),
            )
        )
        .correlate(NoteRow)
    )
