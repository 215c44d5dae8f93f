"""What happens in a room: lines, hearts, the stream of all that moves; and being told when it opens."""

from typing import Annotated, Any

from litestar import delete, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter
from litestar.response import Stream

from zhongcao.identity.errors import MemberNotFound
from zhongcao.kit import clock, limits
from zhongcao.kit.db import ReadTx, Sessions, Tx, begin_read
from zhongcao.kit.http import ANYONE, MEMBER, Actor
from zhongcao.kit.limits import Limit
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import Settings
from zhongcao.live import service
from zhongcao.live.errors import (
    LineNotFound,
    LineRefused,
    ShowNotFound,
    Silenced,
    StateConflict,
    TooFast,
    TooManyStreams,
)
from zhongcao.live.schemas import HeartsInput, Line, LineInput, Results

HEARTS = Limit("hearts", 90, 60)
MemberId = Annotated[int, PathParameter(ge=0, le=2**63 - 1, description="A member.")]
LineId = Annotated[int, PathParameter(ge=0, le=2**63 - 1, description="A line of the chat.")]


@post(
    "/v1/shows/{show:int}/lines", access=MEMBER, refusals=(ShowNotFound, StateConflict, Silenced, LineRefused, TooFast)
)
async def say_line(
    show: FromPath[int], data: JSONBody[LineInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Line:
    """Write a line in the chat (弹幕) of a show on air: once in two seconds, twenty times a minute."""
    return await service.say(tx, show_id=show, by=actor, words=data.text, now=clock.now())


@delete("/v1/shows/{show:int}/lines/{line:int}", access=MEMBER, refusals=(ShowNotFound, LineNotFound))
async def remove_line(
    show: FromPath[int], line: LineId, tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Take a line out of one's own show; again changes nothing."""
    await service.remove_line(tx, show_id=show, line_id=line, by=actor, now=clock.now())


@put(
    "/v1/shows/{show:int}/silenced/{member:int}",
    access=MEMBER,
    status_code=204,
    refusals=(ShowNotFound, MemberNotFound),
)
async def silence_member(
    show: FromPath[int], member: MemberId, tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Let a member no longer write in one's own show (禁言); again changes nothing."""
    await service.silence(tx, show_id=show, member_id=member, by=actor, now=clock.now())


@delete("/v1/shows/{show:int}/silenced/{member:int}", access=MEMBER, refusals=(ShowNotFound,))
async def let_member_speak(
    show: FromPath[int], member: MemberId, tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Let a member write again; again changes nothing."""
    await service.let_speak(tx, show_id=show, member_id=member, by=actor)


@post("/v1/shows/{show:int}/hearts", access=MEMBER, status_code=204, refusals=(ShowNotFound, StateConflict, TooMany))
async def give_hearts(
    show: FromPath[int],
    data: JSONBody[HeartsInput],
    state: State,
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
) -> None:
    """Tap hearts for a show on air; a page gathers the taps of a second or so into one call."""
    now = clock.now()
    if settings.rate_limits:
        await limits.spend(sessions, HEARTS, str(actor.member_id), now=now)
    async with begin_read(sessions) as read:
        place = await service.check_hearts(read, show_id=show, by=actor, now=now)
    await _hearts(state, sessions).give(place, data.count)


@put("/v1/shows/{show:int}/reminder", access=MEMBER, status_code=204, refusals=(ShowNotFound, StateConflict))
async def remind_of_show(show: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Be told when an announced show begins (预约); again changes nothing."""
    await service.remind(tx, show_id=show, by=actor, now=clock.now())


@delete("/v1/shows/{show:int}/reminder", access=MEMBER, refusals=(ShowNotFound,))
async def forget_reminder(show: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Not be told after all; again changes nothing."""
    await service.forget_reminder(tx, show_id=show, by=actor, now=clock.now())


@get(
    "/v1/shows/{show:int}/stream",
    access=ANYONE,
    refusals=(ShowNotFound, TooManyStreams),
    media_type="text/event-stream",
)
async def stream_room(
    show: FromPath[int], state: State, sessions: NamedDependency[Sessions], actor: NamedDependency[Actor]
) -> Stream:
    """Server-sent events `line`, `gone`, `shelf`, `count` and `state`; the page reconnects every ten minutes.

    How things stand comes first. A line may come twice: its id tells.
    """
    rooms = _rooms(state, sessions)
    host = await rooms.enter(show_id=show, by=actor)
    return Stream(
        rooms.stream(host, show, actor),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@get("/v1/shows/{show:int}/results", access=MEMBER, refusals=(ShowNotFound,))
async def get_results(show: FromPath[int], read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Results:
    """What came of one's own show: who watched when, fans, orders that name it."""
    return await service.get_results(read, show_id=show, by=actor, now=clock.now())


def _rooms(state: State, sessions: Sessions) -> service.Rooms:
    """The rooms of this process, made with the first stream."""
    kept: Any = state.get("rooms")
    if kept is None or kept.sessions is not sessions:
        kept = service.Rooms(sessions, now=clock.now)
        state["rooms"] = kept
    found: service.Rooms = kept
    return found


def _hearts(state: State, sessions: Sessions) -> service.Hearts:
    """Where the taps of this process meet, made with the first one."""
    kept: Any = state.get("hearts")
    if kept is None or kept.sessions is not sessions:
        kept = service.Hearts(sessions)
        state["hearts"] = kept
    found: service.Hearts = kept
    return found


ROUTES = [
    say_line,
    remove_line,
    silence_member,
    let_member_speak,
    give_hearts,
    remind_of_show,
    forget_reminder,
    stream_room,
    get_results,
]
