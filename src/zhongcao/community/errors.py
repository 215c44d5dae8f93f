"""Why community says no."""

from zhongcao.kit.problems import Conflict, Forbidden, Invalid, NotFound, TooMany


class NoteNotFound(NotFound):
    """This note does not exist or is not yours to see."""

    code = "community.note-not-found"
    zh = "笔记不存在，或者你暂时看不到它。"


class NoteInvalid(Invalid):
    """This note cannot be published as it is; see which fields need a change."""

    code = "community.note-invalid"
    zh = "笔记还不能发布，请按提示修改。"


class NoteRefused(Invalid):
    """This note breaks the community rules and was not published."""

    code = "community.note-refused"
    zh = "笔记违反了社区规范，没有发布。"


class StateConflict(Conflict):
    """The note is not in a state that allows this."""

    code = "community.state-conflict"
    zh = "笔记当前的状态不支持这个操作。"


class PurchaseNotReceived(Conflict):
    """Only an order line of yours that you have received can be shared as a verified purchase."""

    code = "community.purchase-not-received"
    zh = "确认收货之后，才能为买到的商品写晒单。"


class AlreadyReviewed(Conflict):
    """You have already shared this order line as a note."""

    code = "community.already-reviewed"
    zh = "这件商品你已经晒过单了。"


class ReviewProtected(Conflict):
    """A verified review is taken down on a legal ground only, never because it is bad."""

    code = "community.review-protected"
    zh = "已购晒单只能因违法违规下架，不能因为是差评而下架。"


class CommentNotFound(NotFound):
    """This comment does not exist."""

    code = "community.comment-not-found"
    zh = "评论不存在，可能已被删除。"


class CommentRefused(Invalid):
    """This comment breaks the community rules and was not published."""

    code = "community.comment-refused"
    zh = "评论违反了社区规范，没有发布。"


class Blocked(Forbidden):
    """You cannot do this with this member."""

    code = "community.blocked"
    zh = "由于拉黑设置，你们之间不能进行这个操作。"


class MemberNotFound(NotFound):
    """This member does not exist."""

    code = "community.member-not-found"
    zh = "没有找到这位用户。"


class TargetNotFound(NotFound):
    """There is no such brand or topic to follow."""

    code = "community.target-not-found"
    zh = "没有找到要关注的品牌或话题。"


class SelfFollow(Invalid):
    """You cannot follow or block yourself."""

    code = "community.self-follow"
    zh = "不能关注或拉黑自己。"


class AlbumNotFound(NotFound):
    """This album does not exist."""

    code = "community.album-not-found"
    zh = "专辑不存在，可能已被删除。"


class AlbumExists(Conflict):
    """You already have an album with this name."""

    code = "community.album-exists"
    zh = "你已经有一个同名专辑了，换个名字吧。"


class TooManyNotes(TooMany):
    """That is a lot of notes for one day; please go on tomorrow."""

    code = "community.too-many-notes"
    zh = "今天发得够多啦，明天再来分享吧。"
