"""What community tells those above: facts in the past tense."""

from datetime import datetime

from zhongcao.kit.outbox import Fact


class NotePublished(Fact, frozen=True, kw_only=True):
    """A note can be seen by others from now on."""

    keyed_by = "note"
    note: int
    author: int
    products: list[int]
    brands: list[int]
    topics: list[str]
    verified: bool
    at: datetime


class NoteEdited(Fact, frozen=True, kw_only=True):
    """The words of a published note changed."""

    keyed_by = "note"
    note: int
    author: int


class NoteWithdrawn(Fact, frozen=True, kw_only=True):
    """A note can no longer be seen: deleted by its author, hidden by staff, or back in review."""

    keyed_by = "note"
    note: int
    author: int


class NoteLiked(Fact, frozen=True, kw_only=True):
    """A member likes a note."""

    keyed_by = "note"
    note: int
    author: int
    member: int
    at: datetime


class NoteUnliked(Fact, frozen=True, kw_only=True):
    """A member took a like back; `liked_at` is when it had been given."""

    keyed_by = "note"
    note: int
    author: int
    member: int
    liked_at: datetime


class NoteCollected(Fact, frozen=True, kw_only=True):
    """A member keeps a note in an album."""

    keyed_by = "note"
    note: int
    author: int
    member: int
    at: datetime


class NoteUncollected(Fact, frozen=True, kw_only=True):
    """A member no longer keeps a note; `collected_at` is when it had been kept."""

    keyed_by = "note"
    note: int
    author: int
    member: int
    collected_at: datetime


class NoteCommented(Fact, frozen=True, kw_only=True):
    """A member commented on a note, or answered a comment of `parent_member`."""

    keyed_by = "note"
    note: int
    author: int
    member: int
    comment: int
    parent_member: int | None
    at: datetime


class CommentDeleted(Fact, frozen=True, kw_only=True):
    """A comment was taken back by who wrote it, or by the note's author; `commented_at` is when it was written."""

    keyed_by = "note"
    note: int
    author: int
    member: int
    comment: int
    parent_member: int | None
    commented_at: datetime


class MemberFollowed(Fact, frozen=True, kw_only=True):
    """A member follows another member."""

    keyed_by = "followee"
    member: int
    followee: int
    at: datetime


class MemberUnfollowed(Fact, frozen=True, kw_only=True):
    """A member no longer follows another; `followed_at` is when it began."""

    keyed_by = "followee"
    member: int
    followee: int
    followed_at: datetime


class NotesImported(Fact, frozen=True, kw_only=True):
    """A batch of notes came in from elsewhere, already published."""

    keyed_by = "batch"
    batch: str
    notes: list[int]


class InteractionsImported(Fact, frozen=True, kw_only=True):
    """A batch of likes, collects, comments or follows came in from elsewhere; projections catch up in one go."""

    keyed_by = "kind"
    kind: str
    rows: int


class FarewellRemains(Fact, frozen=True, kw_only=True):
    """A member left and more of what they wrote, liked or followed is still to be let go."""

    keyed_by = "member"
    member: int
