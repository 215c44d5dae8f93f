"""What insight counts when something happened elsewhere: signals of demand, steps of the loop."""

from zhongcao.community import service as community
from zhongcao.community.events import NoteCollected, NoteCommented, NoteLiked, NotePublished
from zhongcao.customs.events import Cleared, Declared
from zhongcao.discovery.events import Searched
from zhongcao.experiment.rules import Act
from zhongcao.identity.events import MemberErased
from zhongcao.insight import service
from zhongcao.insight.rules import DemandStep, Signal
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on
from zhongcao.moderation.events import SubjectReported
from zhongcao.supply.events import ProposalAccepted
from zhongcao.trade.events import OrderDelivered, OrderPaid, OrderPlaced, OrderRefunding


@on(NotePublished)
async def count_a_shared_note(tx: Tx, fact: NotePublished) -> None:
    """A note speaks for its products and topics; one about bought goods closes the loop."""
    await service.count_products(tx, products=fact.products, signal=Signal.NOTE, at=fact.at)
    await service.count_topics(tx, topics=fact.topics, signal=Signal.NOTE, at=fact.at)
    if fact.verified:
        await service.count_step(tx, step=DemandStep.NOTE_SHARED, at=fact.at)


@on(NoteLiked)
async def count_a_like(tx: Tx, fact: NoteLiked) -> None:
    """A like speaks for the products and topics of its note."""
    await _count_note(tx, note=fact.note, signal=Signal.LIKE, fact=fact)
    await service.count_step(tx, step=DemandStep.LIKE, at=fact.at)
    await service.count_trial(tx, member=fact.member, act=Act.LIKE, at=fact.at)


@on(NoteCollected)
async def count_a_collect(tx: Tx, fact: NoteCollected) -> None:
    """A collect speaks louder than a like."""
    await _count_note(tx, note=fact.note, signal=Signal.COLLECT, fact=fact)
    await service.count_step(tx, step=DemandStep.COLLECT, at=fact.at)
    await service.count_trial(tx, member=fact.member, act=Act.COLLECT, at=fact.at)


@on(NoteCommented)
async def count_a_comment(tx: Tx, fact: NoteCommented) -> None:
    """A comment speaks for the products and topics of its note."""
    await _count_note(tx, note=fact.note, signal=Signal.COMMENT, fact=fact)


async def _count_note(tx: Tx, *, note: int, signal: Signal, fact: NoteLiked | NoteCollected | NoteCommented) -> None:
    traits = (await community.traits(tx, [note])).get(note)
    if traits is not None:
        await service.count_products(tx, products=traits.products, signal=signal, at=fact.at)
        await service.count_topics(tx, topics=traits.topics, signal=signal, at=fact.at)


@on(Searched)
async def count_a_search(tx: Tx, fact: Searched) -> None:
    """A search speaks for the products it found; one without result is asked for and not sold."""
    await service.count_search(tx, query=fact.query, results=fact.results, at=fact.at)


@on(OrderPlaced)
async def count_an_order(tx: Tx, fact: OrderPlaced) -> None:
    """An order speaks for its products, each unit for itself."""
    await service.count_order(tx, units=[(line[1], line[2]) for line in fact.lines], at=fact.at)


@on(OrderPaid)
async def count_a_paid_order(tx: Tx, fact: OrderPaid) -> None:
    """A step of the funnel; what it was worth counts in experiments."""
    await service.count_step(tx, step=DemandStep.ORDER_PAID, at=fact.at)
    worth = sum(amount for _, _, _, amount in fact.lines)
    await service.count_trial(tx, member=fact.member, act=Act.ORDER, at=fact.at, amount=worth)


@on(OrderRefunding)
async def count_an_order_given_back(tx: Tx, fact: OrderRefunding) -> None:
    """What is given back tells of harm in experiments."""
    await service.count_trial(tx, member=fact.member, act=Act.REFUND, at=fact.at)


@on(SubjectReported)
async def count_a_report(tx: Tx, fact: SubjectReported) -> None:
    """What members report tells of harm in experiments."""
    await service.count_trial(tx, member=fact.member, act=Act.REPORT, at=clock.now())


@on(Declared)
async def count_a_declaration(tx: Tx, fact: Declared) -> None:
    """A step of the funnel."""
    await service.count_step(tx, step=DemandStep.DECLARED, at=clock.now())


@on(Cleared)
async def count_a_clearance(tx: Tx, fact: Cleared) -> None:
    """A step of the funnel."""
    await service.count_step(tx, step=DemandStep.CLEARED, at=fact.at)


@on(OrderDelivered)
async def count_a_delivery(tx: Tx, fact: OrderDelivered) -> None:
    """A step of the funnel."""
    await service.count_step(tx, step=DemandStep.DELIVERED, at=fact.at)


@on(ProposalAccepted)
async def count_an_accepted_proposal(tx: Tx, fact: ProposalAccepted) -> None:
    """The last step: what members asked for is being bought."""
    await service.count_step(tx, step=DemandStep.PROPOSAL_ACCEPTED, at=clock.now())


@on(MemberErased)
async def have_the_lake_forget(tx: Tx, fact: MemberErased) -> None:
    """What the lake knows of a closed account goes with the next sweep."""
    await service.forget_member(tx, member_id=fact.member, now=fact.at)
