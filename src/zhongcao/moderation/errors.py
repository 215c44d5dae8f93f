"""Refusals of moderation."""

from zhongcao.kit.problems import Conflict, NotFound


class CaseNotFound(NotFound):
    """There is no such report."""

    code = "moderation.case-not-found"


class CaseDecided(Conflict):
    """This was decided already."""

    code = "moderation.case-decided"
