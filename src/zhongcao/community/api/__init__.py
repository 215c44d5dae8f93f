"""Routes of community."""

from typing import Any

from zhongcao.community.api import _console, _members, _notes, _reactions

ROUTES: list[Any] = [*_notes.ROUTES, *_reactions.ROUTES, *_members.ROUTES, *_console.ROUTES]
