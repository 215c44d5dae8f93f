"""Why discovery says no."""

from zhongcao.kit.problems import Invalid


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
