"""Rules of supply: when a chain of authorisations lets us sell, and how purchases and proposals proceed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

import msgspec

US = "Zhongcao"
"""The name under which brands and their agents authorise us."""
TERRITORY = "CN"
CHANNEL = "cbec"
"""We sell online into mainland China, as cross-border retail (跨境电商零售进口)."""
LEVELS_MAX = 3
"""Links between the owner of a trademark and us at the most: own decision, no law counts them."""
CONFIRMED_FROM_LEVEL = 2
"""From this level on the brand itself must have confirmed the chain, by a way other than the papers."""
FOREVER = date(9999, 12, 31)


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A registered trademark (商标)."""

    id: int
    owner: str
    nice_class: int
    starts_on: date
    ends_on: date | None = None
    revoked_on: date | None = None


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What an authorisation covers: everything, or some categories and some SKUs."""

    categories: frozenset[int] = frozenset()
    skus: frozenset[int] = frozenset()

    @property
    def everything(self) -> bool:
        """Nothing is named, so all goods of the brand are meant."""
        return not self.categories and not self.skus


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One authorisation (品牌授权): somebody lets somebody else sell."""

    id: int
    parent_id: int | None
    grantor: str
    grantee: str
    level: int
    sublicensable: bool
    territories: frozenset[str]
    channels: frozenset[str]
    starts_on: date
    ends_on: date | None = None
    revoked_on: date | None = None
    verified: bool = True
    confirmed: bool = False
    scope: Scope = Scope()


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sold: a SKU, its category with all categories above, the trademark class it falls under."""

    sku_id: int
    category_ids: frozenset[int]
    nice_class: int | None = None


class Fault(StrEnum):
    """Why a chain does not let us sell."""

    CYCLE = "cycle"
    PARENT_MISSING = "parent_missing"
    GRANTOR_NOT_ENTITLED = "grantor_not_entitled"
    NOT_SUBLICENSABLE = "not_sublicensable"
    WRONG_LEVEL = "wrong_level"
    TOO_LONG = "too_long"
    NOT_FOR_US = "not_for_us"
    TERRITORY = "territory"
    CHANNEL = "channel"
    UNVERIFIED = "unverified"
    UNCONFIRMED = "unconfirmed"
    NOT_BEGUN = "not_begun"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SCOPE = "scope"
    CLASS = "class"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A fault and the authorisation that has it; none when it is the trademark's."""

    fault: Fault
    link_id: int | None


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """From when until when (last day included) a sound chain lets us sell, and what."""

    starts_on: date
    ends_on: date
    nice_class: int
    scopes: tuple[Scope, ...]


def chain_of(leaf_id: int, links: Mapping[int, Link]) -> tuple[list[Link], list[Finding]]:
    """The links from an authorisation up to the trademark's owner, and what breaks the walk."""
    chain: list[Link] = []
    seen: set[int] = set()
    at: int | None = leaf_id
    while at is not None:
        if at in seen:
            return chain, [Finding(fault=Fault.CYCLE, link_id=at)]
        if at not in links:
            return chain, [Finding(fault=Fault.PARENT_MISSING, link_id=chain[-1].id if chain else at)]
        seen.add(at)
        chain.append(links[at])
        at = links[at].parent_id
    return chain, []


def unsound(chain: Sequence[Link], mark: Mark) -> list[Finding]:
    """What is wrong with a chain on every day: who granted, to whom, how far, where, and whether it was checked."""
    found: list[Finding] = []

    def note(fault: Fault, link: Link) -> None:
        found.append(Finding(fault=fault, link_id=link.id))

    for link, parent in zip(chain, [*chain[1:], None], strict=True):
        if link.grantor != (parent.grantee if parent else mark.owner):
            note(Fault.GRANTOR_NOT_ENTITLED, link)
        if parent and not parent.sublicensable:
            note(Fault.NOT_SUBLICENSABLE, parent)
        if link.level != (parent.level + 1 if parent else 1):
            note(Fault.WRONG_LEVEL, link)
        if link.level > LEVELS_MAX:
            note(Fault.TOO_LONG, link)
        if TERRITORY not in link.territories:
            note(Fault.TERRITORY, link)
        if CHANNEL not in link.channels:
            note(Fault.CHANNEL, link)
        if not link.verified:
            note(Fault.UNVERIFIED, link)
    if chain and chain[0].grantee != US:
        note(Fault.NOT_FOR_US, chain[0])
    if chain and chain[0].level >= CONFIRMED_FROM_LEVEL and not chain[0].confirmed:
        note(Fault.UNCONFIRMED, chain[0])
    return found


def out_of_time(chain: Sequence[Link], mark: Mark, *, on: date) -> list[Finding]:
    """Which papers do not cover a day; one that ends today still counts today (Asia/Shanghai)."""
    found: list[Finding] = []
    papers: tuple[Mark | Link, ...] = (*chain, mark)
    for paper in papers:
        link_id = paper.id if isinstance(paper, Link) else None
        if on < paper.starts_on:
            found.append(Finding(fault=Fault.NOT_BEGUN, link_id=link_id))
        if paper.ends_on is not None and on > paper.ends_on:
            found.append(Finding(fault=Fault.EXPIRED, link_id=link_id))
        if paper.revoked_on is not None and on >= paper.revoked_on:
            found.append(Finding(fault=Fault.REVOKED, link_id=link_id))
    return found


def covers(scope: Scope, goods: Goods) -> bool:
    """Whether an authorisation is meant for these goods; naming a category covers all below it."""
    return scope.everything or goods.sku_id in scope.skus or not scope.categories.isdisjoint(goods.category_ids)


def faults(
    leaf_id: int, links: Mapping[int, Link], mark: Mark, *, on: date, goods: Goods | None = None
) -> list[Finding]:
    """Everything that keeps a chain from letting us sell goods on a day; empty means that we may."""
    chain, broken = chain_of(leaf_id, links)
    if broken:
        return broken
    found = unsound(chain, mark) + out_of_time(chain, mark, on=on)
    if goods is not None:
        found += [Finding(fault=Fault.SCOPE, link_id=link.id) for link in chain if not covers(link.scope, goods)]
        if goods.nice_class is not None and goods.nice_class != mark.nice_class:
            found.append(Finding(fault=Fault.CLASS, link_id=None))
    return found


def sale_window(leaf_id: int, links: Mapping[int, Link], mark: Mark) -> Window | None:
    """The days on which a chain lets us sell, worked out once instead of at every look; None when it never does."""
    chain, broken = chain_of(leaf_id, links)
    if broken or unsound(chain, mark):
        return None
    papers: tuple[Mark | Link, ...] = (*chain, mark)
    starts_on = max(paper.starts_on for paper in papers)
    ends_on = min(
        min(paper.ends_on or FOREVER, paper.revoked_on - timedelta(days=1) if paper.revoked_on else FOREVER)
        for paper in papers
    )
    if starts_on > ends_on:
        return None
    scopes = tuple(link.scope for link in chain if not link.scope.everything)
    return Window(starts_on=starts_on, ends_on=ends_on, nice_class=mark.nice_class, scopes=scopes)


def may_sell(windows: Iterable[Window], *, on: date, goods: Goods | None = None) -> bool:
    """Whether some chain lets us sell on a day: the brand at all, or these goods of it."""
    return any(
        window.starts_on <= on <= window.ends_on
        and (
            goods is None
            or (
                (goods.nice_class is None or goods.nice_class == window.nice_class)
                and all(covers(scope, goods) for scope in window.scopes)
            )
        )
        for window in windows
    )


WARN_DAYS = (60, 30, 7)
"""So many days before the last authorisation of a brand ends, the buyer is warned."""


def days_left(*, ends_on: date | None, today: date) -> int | None:
    """How many days an authorisation still holds, once it is time to ask for the next one; None while it is not."""
    left = (ends_on - today).days if ends_on else None
    return left if left is not None and 0 <= left <= max(WARN_DAYS) else None


def due_warning(*, days_left: int, warned_days: int | None) -> int | None:
    """The warning that is due now, each once: the tightest one reached and not yet given."""
    reached = [days for days in WARN_DAYS if days_left <= days]
    if not reached or days_left < 0:
        return None
    tightest = min(reached)
    return tightest if warned_days is None or tightest < warned_days else None


class PurchaseState(StrEnum):
    """Life of a purchase order (采购单)."""

    PLACED = "placed"
    ARRIVING = "arriving"
    RECEIVED = "received"
    CANCELLED = "cancelled"


TRANSITIONS: dict[PurchaseState, frozenset[PurchaseState]] = {
    PurchaseState.PLACED: frozenset({PurchaseState.ARRIVING, PurchaseState.RECEIVED, PurchaseState.CANCELLED}),
    PurchaseState.ARRIVING: frozenset({PurchaseState.ARRIVING, PurchaseState.RECEIVED, PurchaseState.CANCELLED}),
    PurchaseState.RECEIVED: frozenset(),
    PurchaseState.CANCELLED: frozenset(),
}
"""The ways of a purchase order: it arrives in one or several receipts, what is missing may be cancelled."""


class ProposalState(StrEnum):
    """Life of a purchase proposal (选品建议)."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


PROPOSAL_TRANSITIONS: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.OPEN: frozenset({ProposalState.ACCEPTED, ProposalState.DECLINED}),
    ProposalState.ACCEPTED: frozenset(),
    ProposalState.DECLINED: frozenset(),
}
"""The ways of a proposal: a buyer accepts it into a purchase order, or declines it with a reason."""
