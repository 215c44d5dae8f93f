"""Routes of community."""

from typing import Any

from zhongcao.community.api import _console, _members, _mine, _notes, _reactions

ROUTES: list[Any] = [*_notes.ROUTES, *_reactions.ROUTES, *_members.ROUTES, *_mine.ROUTES, *_console.ROUTES]
