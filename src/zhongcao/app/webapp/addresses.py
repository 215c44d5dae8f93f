"""Which addresses are pages of the app: the router's own list, written out by the build."""

import re
from collections.abc import Iterable

_PART = re.compile(r"/:(\w+)(?:\(([^)]*)\))?(\?)?|(/[^:/]*)")


def shape_of(paths: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all addresses of the router: `/note/:id(\\\\d+)`, `/search/:q?`, `/cart`."""
    return re.compile("|".join(f"(?:{_one(path)})" for path in paths) or "/")


def _one(path: str) -> str:
    made = ""
    for name, wanted, optional, literal in _PART.findall(path):
        if literal:
            made += re.escape(literal)
        else:
            value = f"/(?:{wanted.replace(chr(92) * 2, chr(92)) or '[^/]+'})" if name else ""
            made += f"(?:{value})?" if optional else value
    return made
