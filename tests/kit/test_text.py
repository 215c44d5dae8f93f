"""Text that people typed: one form, nothing invisible that changes what is seen, emoji stay whole."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhongcao.kit.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  cafe\u0301 \u202eevil\u202c\u200b ", "café evil"),
        ("一\n二\t三", "一 二 三"),
        ("\U0001f469\u200d\U0001f680 a\u200db", "\U0001f469\u200d\U0001f680 ab"),
        ("\U0001f469\u200d ", "\U0001f469"),
        ("e\u200b\u0301", "é"),
        ("\x00\ud800", ""),
    ],
)
def test_a_line_is_composed_and_loses_what_cannot_be_seen(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一\r\n二\x00", "一\n二"),
        ("a\u2028b\rc", "a\nb\nc"),
        ("a\n\n\n\n\n\nb", "a\n\n\nb"),
        ("一\n　　二  三\n", "一\n　　二  三"),
    ],
)
def test_lines_and_their_indentation_stay(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@given(st.text(max_size=200))
@example("\U0001f469\u200d\n")
@example("e\u200b\u0301")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
