"""What `doctor` and `drill` found out."""

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    good: bool
    detail: str
