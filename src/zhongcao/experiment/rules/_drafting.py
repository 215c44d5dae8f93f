"""Two rankings on one page: each picks in turn like captains of two teams, and clicks tell which one picked better.

Team-draft interleaving: Radlinski, Kurup, Joachims, "How does clickthrough data reflect retrieval quality?"
(CIKM 2008). A member sees both, so that it takes far fewer members than a test between two groups.
"""

import random
from collections.abc import Sequence

import msgspec

FIRST, SECOND = 0, 1


class Drafted(msgspec.Struct, frozen=True):
    """A page that two rankings made together, and who picked what."""

    items: list[int]
    firsts: list[int]
    seconds: list[int]


def team_draft(first: Sequence[int], second: Sequence[int], *, seed: int, length: int) -> Drafted:
    """Let two rankings pick in turn: in each round a coin decides who goes first, each takes its best that is left."""
    coin = random.Random(seed)
    rankings = (iter(first), iter(second))
    chosen: dict[int, int] = {}
    open_teams = [FIRST, SECOND]
    while open_teams and len(chosen) < length:
        turns = list(open_teams)
        if len(turns) > 1 and coin.random() < 0.5:
            turns.reverse()
        for team in turns:
            pick = next((one for one in rankings[team] if one not in chosen), None)
            if pick is None:
                open_teams.remove(team)
            elif len(chosen) < length:
                chosen[pick] = team
    items = list(chosen)
    return Drafted(
        items=items,
        firsts=[one for one in items if chosen[one] == FIRST],
        seconds=[one for one in items if chosen[one] == SECOND],
    )
