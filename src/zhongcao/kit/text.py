"""Text that people typed, made safe to keep: one form, no invisible tricks."""

import re
import unicodedata

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_LINE_END = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{4,}")
_LOOSE_JOINER = re.compile(rf"{_JOINER}(?=\s|$)")


def clean_line(text: str) -> str:
    """One line in normal form (NFC), without control, direction-changing and invisible characters."""
    return " ".join(_visible(text).split())


def clean_text(text: str) -> str:
    """Several lines in normal form with at most two blank ones in a row, without invisible characters."""
    return _BLANK_LINES.sub("\n\n\n", _visible(text)).strip()


def _visible(text: str) -> str:
    """Drop what cannot be seen but changes what is seen: bidi overrides, zero widths, controls, lone surrogates.

    The joiner stays inside emoji, which fall apart without it.
    """
    if text.isprintable():  # nearly every text: nothing to look for
        return unicodedata.normalize("NFC", text)
    kept: list[str] = []
    for mark in unicodedata.normalize("NFC", _LINE_END.sub("\n", text)):
        if mark in "\n\t":
            kept.append("\n" if mark == "\n" else " ")
        elif mark == _JOINER:
            if kept and (kept[-1] == _EMOJI_STYLE or unicodedata.category(kept[-1]) in ("So", "Sk")):
                kept.append(mark)
        elif unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co", "Cn"):
            kept.append(mark)
    # Composed once more: what was dropped may have stood between a letter and its accent.
    return _LOOSE_JOINER.sub("", unicodedata.normalize("NFC", "".join(kept)))
