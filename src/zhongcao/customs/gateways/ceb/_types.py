"""Field types of the customs messages: `Cn` fixed length, `C..n` up to n characters, amounts with five decimals."""

from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

C1 = Annotated[str, Meta(min_length=1, max_length=1)]
C3 = Annotated[str, Meta(min_length=3, max_length=3)]
C4 = Annotated[str, Meta(min_length=4, max_length=4)]
C6 = Annotated[str, Meta(min_length=6, max_length=6)]
C8 = Annotated[str, Meta(pattern=r"^\d{8}$")]
C10 = Annotated[str, Meta(pattern=r"^\d{10}$")]
C14 = Annotated[str, Meta(pattern=r"^\d{14}$")]
C18 = Annotated[str, Meta(min_length=18, max_length=18)]
C36 = Annotated[str, Meta(min_length=36, max_length=36)]
To10 = Annotated[str, Meta(min_length=1, max_length=10)]
To18 = Annotated[str, Meta(min_length=1, max_length=18)]
To19 = Annotated[str, Meta(min_length=1, max_length=19)]
To20 = Annotated[str, Meta(min_length=1, max_length=20)]
To30 = Annotated[str, Meta(min_length=1, max_length=30)]
To32 = Annotated[str, Meta(min_length=1, max_length=32)]
To37 = Annotated[str, Meta(min_length=1, max_length=37)]
To50 = Annotated[str, Meta(min_length=1, max_length=50)]
To60 = Annotated[str, Meta(min_length=1, max_length=60)]
To100 = Annotated[str, Meta(min_length=1, max_length=100)]
To200 = Annotated[str, Meta(min_length=1, max_length=200)]
To250 = Annotated[str, Meta(min_length=1, max_length=250)]
To1000 = Annotated[str, Meta(max_length=1000)]
N4 = Annotated[int, Meta(ge=1, le=9999)]
N9 = Annotated[int, Meta(ge=1, le=999_999_999)]
Amount = Decimal
"""N19,5: up to 19 digits, five of them after the point, never negative; the codec checks it."""
ReturnStatus = Annotated[str, Meta(pattern=r"^-?\d{1,9}$")]
ReturnTime = Annotated[str, Meta(pattern=r"^\d{14}(\d{3})?$")]  # 14 in the text of the standard, 17 in newer beans


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Part of a document; its fields are written in the order of declaration."""


class DeclaredPart(Part, frozen=True, kw_only=True, rename="camel"):
    """What every declared document begins with: number, kind of application, time, status."""

    guid: C36
    app_type: C1 = "1"  # 1 new, 2 change, 3 delete
    app_time: C14
    app_status: Annotated[str, Meta(min_length=1, max_length=3)] = "2"  # 1 stored, 2 declared
