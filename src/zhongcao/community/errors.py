"""Why community says no."""

from zhongcao.kit.problems import Conflict, Forbidden, Invalid, NotFound, TooMany


class NoteNotFound(NotFound):
    """This note does not exist or is not yours to see."""

    code = "community.note-not-found"


class NoteInvalid(Invalid):
    """This note cannot be published as it is; see which fields need a change."""

    code = "community.note-invalid"


class NoteRefused(Invalid):
    """This note breaks the community rules and was not published."""

    code = "community.note-refused"


class StateConflict(Conflict):
    """The note is not in a state that allows this."""

    code = "community.state-conflict"


class PurchaseNotReceived(Conflict):
    """Only an order line of yours that you have received can be shared as a verified purchase."""

    code = "community.purchase-not-received"


class AlreadyReviewed(Conflict):
    """You have already shared this order line as a note."""

    code = "community.already-reviewed"


class ReviewProtected(Conflict):
    """A verified review is taken down on a legal ground only, never because it is bad."""

    code = "community.review-protected"


class CommentNotFound(NotFound):
    """This comment does not exist."""

    code = "community.comment-not-found"


class CommentRefused(Invalid):
    """This comment breaks the community rules and was not published."""

    code = "community.comment-refused"


class Blocked(Forbidden):
    """You cannot do this with this member."""

    code = "community.blocked"


class MemberNotFound(NotFound):
    """This member does not exist."""

    code = "community.member-not-found"


class TargetNotFound(NotFound):
    """There is no such brand or topic to follow."""

    code = "community.target-not-found"


class SelfFollow(Invalid):
    """You cannot follow or block yourself."""

    code = "community.self-follow"


class AlbumNotFound(NotFound):
    """This album does not exist."""

    code = "community.album-not-found"


class AlbumExists(Conflict):
    """You already have an album with this name."""

    code = "community.album-exists"


class TooManyNotes(TooMany):
    """That is a lot of notes for one day; please go on tomorrow."""

    code = "community.too-many-notes"
