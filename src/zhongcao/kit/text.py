"""Text that people typed, made safe to keep: one form, no invisible tricks."""

import re
import unicodedata

_KEEP = "\u200d\ufe0f"  # joiners inside emoji
_LINE_END = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r"\n{3,}")


def clean_line(text: str) -> str:
    """One line in normal form (NFC), without control, direction-changing and invisible characters."""
    return " ".join(_visible(_LINE_END.sub("\n", text)).split())


def clean_text(text: str) -> str:
    """Several lines in normal form, at most one blank line in a row, without invisible characters."""
    lines = (_BLANKS.sub(" ", line).strip() for line in _visible(_LINE_END.sub("\n", text)).split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


def _visible(text: str) -> str:
    """Drop what cannot be seen but changes what is seen: bidi overrides, zero widths, controls, lone surrogates."""
    kept = (
        mark
        for mark in unicodedata.normalize("NFC", text)
        if mark in "\n\t" or mark in _KEEP or unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return "".join(kept)
