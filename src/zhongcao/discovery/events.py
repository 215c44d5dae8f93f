"""What discovery tells those above."""

from datetime import datetime

from zhongcao.kit.outbox import Fact


class Searched(Fact, frozen=True, kw_only=True):
    """Someone searched; `results` is how many the first page found. `member` is 0 for visitors."""

    keyed_by = "member"
    member: int
    query: str
    kind: str
    results: int
    at: datetime
