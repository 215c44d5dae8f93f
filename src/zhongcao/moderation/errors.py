"""Refusals of moderation."""

from zhongcao.kit.problems import Conflict, NotFound


class CaseNotFound(NotFound):
    """There is no such report."""

    code = "moderation.case-not-found"
    zh = "没有找到这条举报。"


class CaseDecided(Conflict):
    """This was decided already."""

    code = "moderation.case-decided"
    zh = "这条举报已经处理过了。"
