"""Facts of media."""

from zhongcao.kit.outbox import Fact


class PictureRefused(Fact, frozen=True, kw_only=True):
    """A picture was taken down."""

    keyed_by = "picture"
    picture: int
    owner: int
