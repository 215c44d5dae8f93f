"""What crosses the border of insight: the one event schema, demand and funnel as shown to staff."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from zhongcao.insight.rules import BATCH_MAX, EventKind, HeadlineName
from zhongcao.kit.http import Input, Key, are_keys
from zhongcao.supply.rules import PurchaseState
from zhongcao.supply.schemas import Proposal

Word = Annotated[str, Meta(max_length=40)]


class Event(Input, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a person did on a screen; docs/generated/event_schema.md tells the same."""

    id: Annotated[UUID, Meta(description="Made by the client; the same id is counted once.")]
    kind: Annotated[EventKind, Meta(description="What was done.")]
    at: Annotated[datetime, Meta(tz=True, description="When, by the client's clock; at most 7 days ago.")]
    session: Annotated[Word, Meta(description="One visit of one device, random, made by the client.")]
    note: Annotated[Key, Meta(description="The note it was about.")] | None = None
    product: Annotated[Key, Meta(description="The product it was about.")] | None = None
    feed: Annotated[Word, Meta(description="Where it was shown: discover, following, search, product.")] | None = None
    position: Annotated[int, Meta(ge=0, le=10_000, description="Place in that list, from 0.")] | None = None
    page: Annotated[Word, Meta(description="The page of the feed it came with, for propensities.")] | None = None
    query: (
        Annotated[str, Meta(max_length=100, description="The words of a search, or of the one it came from.")] | None
    ) = None
    dwell_ms: Annotated[int, Meta(ge=0, le=3_600_000, description="How long it was looked at.")] | None = None
    reason: Annotated[Word, Meta(description="Why it was hidden, by code.")] | None = None
    app: Annotated[Word, Meta(description="Name and version of the client.")] | None = None


class EventBatch(Input, frozen=True, kw_only=True):
    """Some events of one client, sent together, and together again when no answer came."""

    id: (
        Annotated[
            UUID,
            Meta(
                description="Made by the client for what it sends together; the same id is counted once, so that"
                " nobody looks for its events one by one. Best of version 7: ids that begin with the moment are"
                " cheaper to keep."
            ),
        ]
        | None
    ) = None
    events: Annotated[list[Event], Meta(min_length=1, max_length=BATCH_MAX)]


class UsualEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The same event where the ids of a batch are looked at together: one by one that is half of reading them."""

    note: Word | None = None
    product: Word | None = None


class UsualBatch(EventBatch, frozen=True, kw_only=True):
    """A batch on its short road; one with something odd in it takes the other road, which says what it is."""

    events: Annotated[list[UsualEvent], Meta(min_length=1, max_length=BATCH_MAX)]  # type: ignore[assignment]

    @property
    def names_things(self) -> bool:
        """Whether what the events name can be notes and products."""
        return are_keys([thing for one in self.events for thing in (one.note, one.product) if thing is not None])


class RefusedEvent(msgspec.Struct, frozen=True):
    """An event that was left out, and why."""

    index: int
    reason: str


class EventsTaken(msgspec.Struct, frozen=True):
    """What became of a batch."""

    accepted: int
    duplicates: int
    refused: list[RefusedEvent]


class Demand(msgspec.Struct, frozen=True):
    """How much is asked for a product or topic, and by which signals."""

    subject: str
    title: str
    score: float
    signals: dict[str, int]
    in_stock: int
    expected_units: float


class DemandDay(msgspec.Struct, frozen=True):
    """What spoke for something on one day, and how much that day says by itself."""

    day: date
    score: float
    signals: dict[str, int]


class DemandAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal that demand has led to: who decided it how, and the purchase order that followed."""

    proposal: Proposal
    purchase_number: str | None
    purchase_state: PurchaseState | None
    ordered: int | None
    arrived: int | None


class DemandHistory(msgspec.Struct, frozen=True):
    """How demand for something went, day by day, and what the buyers made of it."""

    subject: str
    days: list[DemandDay]
    answers: list[DemandAnswer]


class FunnelStep(msgspec.Struct, frozen=True):
    """How often one step of the loop was taken in a period."""

    step: str
    count: int


class Headline(msgspec.Struct, frozen=True):
    """One of the few figures that the loop is judged by, with what it was in the period before."""

    name: HeadlineName
    count: int
    before: int


class Funnel(msgspec.Struct, frozen=True):
    """The closed loop as a funnel, from the first impression to the note that is shared again."""

    starts_on: date
    ends_on: date
    steps: list[FunnelStep]
    headlines: list[Headline]


class SignalCount(msgspec.Struct, frozen=True):
    """So many signals of one kind for one subject on one day; the row that demand is counted in."""

    subject: str
    signal: str
    day: date
    count: int


class Interaction(msgspec.Struct, frozen=True):
    """What a member did with a product, as imported; `kind` by rules.InteractionKind, `value` the stars of a rating."""

    member: int
    subject: int
    kind: int
    at: datetime
    value: int | None = None


class KeptPage(msgspec.Struct, frozen=True, kw_only=True):
    """A served page on its way to the lake: `person` is the pseudonym of its member, empty for everyone's feed.

    Lists go by place; `chances` (float16) and `features` (bytes) hold one row for each place, one after the other.
    """

    page: int
    person: str
    surface: str
    bucket: str
    model: int
    at: datetime
    start: int
    items: list[int]
    sources: list[int]
    propensities: list[float]
    pools: list[int] = []
    scores: list[float]
    chances: bytes
    features: bytes
