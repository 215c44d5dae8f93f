"""What trade does when something happens below it; each reaction may come twice and then changes nothing."""

from zhongcao.customs.events import Cleared, Held, Rejected
from zhongcao.identity.events import MemberErased
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.money import Currency, Money
from zhongcao.kit.outbox import on
from zhongcao.logistics.events import Delivered, ParcelReturned, WaybillIssued
from zhongcao.payments.events import Captured, Refunded
from zhongcao.trade import service


@on(Captured)
async def mark_order_paid(tx: Tx, fact: Captured) -> None:
    """The money arrived: the order is paid, a parcel is booked."""
    await service.mark_paid(
        tx,
        member_id=fact.member,
        order_id=fact.order,
        payment_id=fact.payment,
        amount=Money(fact.amount, Currency(fact.currency)),
        provider=fact.provider,
        transaction_no=fact.transaction_no,
        at=fact.at,
        now=clock.now(),
    )


@on(Refunded)
async def mark_order_refunded(tx: Tx, fact: Refunded) -> None:
    """The money is back with the payer."""
    await service.mark_refunded(tx, member_id=fact.member, order_id=fact.order, at=fact.at, now=clock.now())


@on(WaybillIssued)
async def declare_or_send(tx: Tx, fact: WaybillIssued) -> None:
    """The carrier gave a number: declare bonded goods, send postal parcels."""
    await service.take_waybill(
        tx,
        member_id=fact.member,
        order_id=fact.order,
        carrier_code=fact.carrier_code,
        carrier_name=fact.carrier_name,
        waybill_no=fact.waybill_no,
        now=clock.now(),
    )


@on(Cleared)
async def send_what_customs_released(tx: Tx, fact: Cleared) -> None:
    """Customs released the goods: they leave the bonded zone."""
    await service.release_to_carrier(tx, member_id=fact.member, order_id=fact.order, at=fact.at, now=clock.now())


@on(Held)
async def wait_for_customs(tx: Tx, fact: Held) -> None:
    """Customs looks closer: give it its time."""
    await service.wait_longer(tx, member_id=fact.member, order_id=fact.order, now=clock.now())


@on(Rejected)
async def give_back_rejected(tx: Tx, fact: Rejected) -> None:
    """Customs will not let the goods in: refund, and free what was held."""
    await service.reject(tx, member_id=fact.member, order_id=fact.order, reason=fact.reason, now=clock.now())


@on(Delivered)
async def mark_order_delivered(tx: Tx, fact: Delivered) -> None:
    """The carrier reports the signature."""
    await service.mark_delivered(tx, member_id=fact.member, order_id=fact.order, at=fact.at, now=clock.now())


@on(ParcelReturned)
async def give_back_returned(tx: Tx, fact: ParcelReturned) -> None:
    """The parcel came back instead of arriving: the member gets the money back."""
    await service.take_returned_parcel(tx, member_id=fact.member, order_id=fact.order, step=fact.step, now=clock.now())


@on(MemberErased)
async def forget_who_received_it(tx: Tx, fact: MemberErased) -> None:
    """A closed account's cart and recipients go; its orders stay without a name."""
    await service.forget_member(tx, member_id=fact.member)
