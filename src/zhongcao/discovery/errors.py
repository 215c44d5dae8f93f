"""Why discovery says no."""

from zhongcao.kit.problems import Invalid, NotFound


class ChannelUnknown(Invalid):
    """There is no such channel."""

    code = "discovery.channel-unknown"
    zh = "没有这个频道。"


class SubjectUnknown(Invalid):
    """A portrait has no such subject."""

    code = "discovery.subject-unknown"
    zh = "没有这个条目。"


class QueryEmpty(Invalid):
    """There is nothing to search for in this text."""

    code = "discovery.query-empty"
    zh = "请输入想搜的内容。"


class NoteNotShown(NotFound):
    """There is no such note among those that everybody sees."""

    code = "discovery.note-not-shown"
    zh = "没有这篇公开的笔记。"


class NotPicked(NotFound):
    """Nobody has picked this note."""

    code = "discovery.not-picked"
    zh = "这篇笔记没有被精选。"
