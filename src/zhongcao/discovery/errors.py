"""Why discovery says no."""

from zhongcao.kit.problems import Invalid


class ChannelUnknown(Invalid):
    """There is no such channel."""

    code = "discovery.channel-unknown"


class QueryEmpty(Invalid):
    """There is nothing to search for in this text."""

    code = "discovery.query-empty"
