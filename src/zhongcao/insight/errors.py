"""Refusals of insight."""

from zhongcao.kit.problems import Invalid


class TooManyEvents(Invalid):
    """One batch holds at most 500 events."""

    code = "insight.too-many-events"
    zh = "一次最多提交 500 条行为记录。"
