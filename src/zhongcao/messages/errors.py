"""Why messages says no."""

from zhongcao.kit.problems import TooMany


class TooManyStreams(TooMany):
    """Too many pages of yours are listening at once."""

    code = "messages.too-many-streams"
    zh = "同时打开的页面太多了，请先关掉几个。"
