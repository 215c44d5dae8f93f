"""What messages tells itself."""

from zhongcao.kit.outbox import Fact


class FansRemain(Fact, frozen=True, kw_only=True):
    """More fans are to be told of a note; `after` is the last one who was."""

    keyed_by = "note"
    note: int
    author: int
    after: int


class GuestsRemain(Fact, frozen=True, kw_only=True):
    """More members are to be told of a show that began: fans, or who asked; `after` is the last one who was."""

    keyed_by = "show"
    show: int
    host: int
    asked: bool
    after: int
