"""The sandbox's customs window: what it stores, matches, refuses, holds, releases, and when it says so."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from tests.customs import messages
from tests.driving import Browser
from tests.factories.customs import id_number
from zhongcao.customs.gateways import ceb, dxp
from zhongcao.customs.gateways.answers import read_answers
from zhongcao.customs.gateways.ceb import Message, Part, read_message, write_message
from zhongcao.customs.gateways.signature import Card
from zhongcao.customs.schemas import IncomingReceipt
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.settings import Settings
from zhongcao.sandboxes.customs_window import service
from zhongcao.sandboxes.customs_window.api import profile_of
from zhongcao.sandboxes.customs_window.rules import EVERYDAY, QUIET, Profile, draw

NOW = messages.AT
DXP_ID = messages.SENDER.dxp_id
Send = Callable[..., Awaitable[list[IncomingReceipt]]]


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Card:
    return Card.load(tmp_path_factory.mktemp("card") / "card.pem")


class Numbers:
    """Message numbers that never repeat within a test run."""

    last = 1000

    @classmethod
    def next(cls) -> str:
        cls.last += 1
        return messages.guid(cls.last)


def envelope(card: Card, *nodes: Part, number: str | None = None) -> bytes:
    """Documents of one kind in a signed message in an envelope."""
    number = number or Numbers.next()
    kind = ceb.TYPE_OF[type(nodes[0])]
    data = write_message(Message(type=kind, guid=number, nodes=nodes, sender=messages.SENDER), card=card)
    return dxp.write_envelope(
        dxp.Envelope(
            cop_msg_id=number,
            sender_id=DXP_ID,
            receiver_id="DXPEDCCEB0000002",
            created_at=NOW,
            message_type=kind,
            data=data,
        )
    )


async def take(tx: Tx, raw: bytes, *, profile: Profile = QUIET, now: datetime = NOW) -> None:
    await service.take_in(tx, taken=service.read(raw), hashed=str, profile=profile, now=now)


async def answers(tx: Tx, *, now: datetime = NOW, keep: bool = False) -> list[IncomingReceipt]:
    """What lies in our mailbox; taken out unless kept."""
    said: list[IncomingReceipt] = []
    for one in await service.fetch(tx, dxp_id=DXP_ID, limit=5000, now=now):
        said += read_answers(read_message(dxp.read_envelope(one.envelope.encode()).data))
        if not keep:
            await service.acknowledge(tx, dxp_id=DXP_ID, seqs=[int(seq) for seq in one.seqs], now=now)
    return said


async def codes(tx: Tx, *, now: datetime = NOW) -> dict[str, list[int]]:
    """Codes by document, in the order of the mailbox."""
    by_document: dict[str, list[int]] = {}
    for one in await answers(tx, now=now):
        by_document.setdefault(one.document, []).append(one.code)
    return by_document


def whole(order_no: str) -> list[Part]:
    return [
        messages.order(order_no),
        messages.payment(order_no),
        messages.waybill(order_no),
        messages.import_list(order_no),
    ]


@pytest.mark.parametrize("sequence", list(permutations(range(4))))
async def test_whatever_document_comes_last_the_order_is_released(
    tx: Tx, card: Card, sequence: tuple[int, ...]
) -> None:
    documents = whole("T1")
    for index in sequence[:3]:
        await take(tx, envelope(card, documents[index]))
    assert {code for found in (await codes(tx)).values() for code in found} == {2}
    await take(tx, envelope(card, documents[sequence[3]]))
    said = await codes(tx)
    last = ("order", "payment", "waybill", "list")[sequence[3]]
    assert said["list"][-3:] == [120, 399, 800]
    for document in ("order", "payment", "waybill"):
        assert said[document] == ([2, 120] if document == last else [120])
    assert said["tax"] == [816]


async def test_times_follow_the_clock(tx: Tx, card: Card) -> None:
    profile = Profile(inspect_ppm=1_000_000, inspection_lasts=timedelta(hours=2), release_after=timedelta(hours=1))
    for document in whole("T1"):
        await take(tx, envelope(card, document), profile=profile)
    assert (await codes(tx))["list"] == [2, 120, 500]
    assert await codes(tx, now=NOW + timedelta(minutes=119)) == {}
    assert await codes(tx, now=NOW + timedelta(hours=2)) == {"list": [399]}
    assert await codes(tx, now=NOW + timedelta(hours=3)) == {"list": [800], "tax": [816]}
    assert await codes(tx, now=NOW + timedelta(days=3)) == {"list": [899]}


async def test_review_then_inspection_then_release(tx: Tx, card: Card) -> None:
    profile = Profile(review_ppm=1_000_000, inspect_ppm=1_000_000)
    for document in whole("T1"):
        await take(tx, envelope(card, document), profile=profile)
    assert (await codes(tx))["list"] == [2, 120, 300, 500, 399, 800]


async def test_a_drawn_rejection_hits_the_first_attempt_only(tx: Tx, card: Card) -> None:
    profile = Profile(reject_ppm=1_000_000)
    for _ in range(2):
        for document in whole("T1"):
            await take(tx, envelope(card, document), profile=profile)
    said = await codes(tx)
    assert said["list"] == [2, 100, 2, 120, 399, 800]
    assert said["order"] == [2, 100, 2, 120]


async def test_the_tax_of_the_notice(tx: Tx, card: Card) -> None:
    for document in whole("T1"):
        await take(tx, envelope(card, document))
    (notice,) = [one for one in await answers(tx) if one.document == "tax"]
    assert notice.tax == (0, 28_21, 0)


async def test_numbers_of_a_list(tx: Tx, card: Card) -> None:
    for document in whole("T1"):
        await take(tx, envelope(card, document))
    released = [one for one in await answers(tx) if one.document == "list" and one.code >= 120]
    assert len({one.invt_no for one in released}) == 1
    assert released[0].invt_no is not None
    assert released[0].invt_no.startswith("46042026I")


FAULTS: list[tuple[str, dict[str, object], str]] = [
    ("order", {"actural_paid": Decimal("338.22")}, "实际支付金额"),
    ("order", {"goods_value": Decimal("299"), "actural_paid": Decimal("337.21")}, "货值"),
    ("order", {"currency": "502"}, "币制"),
    ("order", {"buyer_id_number": "110105194912310021"}, "校验"),
    ("order", {"buyer_id_type": "2"}, "证件类型"),
    ("order", {"pay_transaction_id": "other"}, "支付交易号"),
    ("payment", {"amount_paid": Decimal("338.20")}, "支付金额"),
    ("payment", {"payer_name": "测试乙"}, "支付人与订购人"),
    ("payment", {"payer_id_number": id_number(7)}, "支付人与订购人"),
    ("waybill", {"consignee": "测试乙"}, "收货人"),
    ("waybill", {"consignee_telephone": "13000000001"}, "收货人"),
    ("waybill", {"consignee_address": "别处"}, "收货人"),
    ("waybill", {"pack_no": 2}, "件数"),
    ("list", {"buyer_name": "测试乙"}, "清单订购人"),
    ("list", {"net_weight": Decimal("2.2")}, "净重"),
    ("list", {"net_weight": Decimal(0)}, "净重"),
    ("list", {"pack_no": 2}, "件数"),
    ("list", {"freight": Decimal(9)}, "运杂费"),
    ("list", {"ems_no": None}, "账册编号"),
    ("list", {"area_code": None}, "区内企业"),
    ("list", {"traf_no": "MU500"}, "运输工具"),
    ("list", {"country": "116"}, "启运国"),
    ("list", {"trade_mode": "9610"}, "直购进口须填"),
    ("list", {"trade_mode": "0110"}, "监管方式"),
    ("list", {"line": {"item_record_no": None}}, "备案料号"),
    ("list", {"line": {"gcode": "9999999900"}}, "正面清单"),
    ("list", {"line": {"qty": Decimal(3), "total_price": Decimal("450.00")}}, "与订单不一致"),
    ("list", {"line": {"total_price": Decimal("300.01")}}, "单价×数量"),
    ("list", {"line": {"unit": "035"}}, "单位相同"),
    ("list", {"line": {"qty2": Decimal(2)}}, "第二法定"),
    ("list", {"line": {"gnum": 2}}, "序号"),
]
MAKERS: dict[str, Callable[..., Part]] = {
    "order": messages.order,
    "payment": messages.payment,
    "waybill": messages.waybill,
    "list": messages.import_list,
}


@pytest.mark.parametrize(("kind", "changes", "reason"), FAULTS)
async def test_what_does_not_belong_together_is_refused_with_its_reason(
    tx: Tx, card: Card, kind: str, changes: dict[str, object], reason: str
) -> None:
    for name, make in MAKERS.items():
        await take(tx, envelope(card, make("T1", **(changes if name == kind else {}))))
    said = await answers(tx)
    refused = {one.document: one.info for one in said if one.code == 100}
    assert refused.keys() == MAKERS.keys()
    assert reason in refused["list"]
    assert not [one for one in said if one.code > 100]
    # Corrected and declared again, it passes; nothing of the refusal sticks to the buyer's year.
    for document in whole("T1"):
        await take(tx, envelope(card, document))
    assert (await codes(tx))["list"] == [2, 120, 399, 800]


async def test_a_standing_business_key_is_refused(tx: Tx, card: Card) -> None:
    await take(tx, envelope(card, messages.order("T1")))
    await take(tx, envelope(card, messages.order("T1")))
    assert (await codes(tx))["order"] == [2, 100]
    await take(tx, envelope(card, messages.payment("T2"), messages.payment("T2")))
    assert sorted((await codes(tx))["payment"]) == [2, 100]
    for document in whole("T3"):
        await take(tx, envelope(card, document))
    await answers(tx)
    await take(tx, envelope(card, messages.import_list("T3")))
    assert await codes(tx) == {"list": [100]}


async def test_the_same_envelope_again_changes_nothing(tx: Tx, card: Card) -> None:
    raw = envelope(card, messages.order("T1"))
    for _ in range(3):
        await take(tx, raw)
    assert await codes(tx) == {"order": [2]}


async def test_answers_stay_until_they_are_acknowledged(tx: Tx, card: Card) -> None:
    await take(tx, envelope(card, messages.order("T1")))
    first = await service.fetch(tx, dxp_id=DXP_ID, limit=10, now=NOW)
    again = await service.fetch(tx, dxp_id=DXP_ID, limit=10, now=NOW)
    assert first == again
    await service.acknowledge(tx, dxp_id="somebody else", seqs=[int(seq) for seq in first[0].seqs], now=NOW)
    assert len(await answers(tx)) == 1
    assert await answers(tx) == []


@pytest.mark.parametrize("old", [b"338.21", b"</ds:SignatureValue>", b"<ceb:orderNo>"])
async def test_a_tampered_message_is_answered_by_900(tx: Tx, card: Card, old: bytes) -> None:
    number = Numbers.next()
    inner = dxp.read_envelope(envelope(card, messages.order("T1"), number=number))
    data = inner.data.replace(old, b"1.00" if old == b"338.21" else b"<x>" + old)
    broken = dxp.Envelope(
        cop_msg_id=number,
        sender_id=DXP_ID,
        receiver_id="DXPEDCCEB0000002",
        created_at=NOW,
        message_type="CEB311Message",
        data=data,
    )
    await take(tx, dxp.write_envelope(broken))
    (said,) = await answers(tx)
    assert (said.document, said.code, said.key) == ("message", -999999, f"{number}|CEB311Message")


@pytest.mark.parametrize(
    "document",
    [
        messages.order("T1", freight=Decimal("0.001")),
        messages.payment("T1", amount_paid=Decimal("0.00001")),
        messages.import_list("T1", line={"total_price": Decimal("300.001")}),
    ],
)
async def test_fractions_of_a_fen_are_answered_by_900(tx: Tx, card: Card, document: Part) -> None:
    await take(tx, envelope(card, document))
    assert await codes(tx) == {"message": [-999999]}


async def buy(tx: Tx, card: Card, order_no: str, price: int, *, units: int = 1, now: datetime = NOW) -> list[int]:
    """Declare one bag of so many yuan (or several); answers the codes of the list."""
    worth = Decimal(price * units)
    order = messages.order(order_no, goods_value=worth, freight=Decimal(0), tax_total=Decimal(0), actural_paid=worth)
    line = {"qty": Decimal(units), "price": Decimal(price), "total_price": worth}
    bag = {**line, "gcode": "4202220000", "qty1": Decimal(units), "unit1": "007", "unit": "007"}
    order_line = ceb.OrderLine(gnum=1, item_name="包", gmodel="x", unit="007", currency="142", country="307", **line)
    documents = [
        ceb.Order(head=order.head, lines=(order_line,)),
        messages.payment(order_no, amount_paid=worth),
        messages.waybill(order_no),
        messages.import_list(order_no, line=bag, freight=Decimal(0)),
    ]
    for document in documents:
        await take(tx, envelope(card, document), now=now)
    return (await codes(tx, now=now))["list"]


async def test_the_annual_quota_by_customs_own_count(tx: Tx, card: Card) -> None:
    for number in range(5):
        assert (await buy(tx, card, f"Q{number}", 5000))[-1] == 800
    assert await buy(tx, card, "Q5", 1001) == [2, 100]
    assert (await buy(tx, card, "Q6", 1000))[-1] == 800
    assert await buy(tx, card, "Q7", 1) == [2, 100]
    assert (await buy(tx, card, "Q8", 1, now=NOW + timedelta(days=365)))[-1] == 800


async def test_over_the_single_limit_one_piece_pays_in_full_and_two_must_split(tx: Tx, card: Card) -> None:
    assert await buy(tx, card, "S1", 3000, units=2) == [2, 100]
    assert (await buy(tx, card, "S2", 6000))[-1] == 800


async def released_list(tx: Tx, card: Card, *, profile: Profile = QUIET) -> str:
    for document in whole("T1"):
        await take(tx, envelope(card, document), profile=profile)
    numbers = [one.invt_no for one in await answers(tx) if one.invt_no]
    assert numbers[0] is not None
    return numbers[0]


async def test_a_list_is_cancelled_before_release_only(tx: Tx, card: Card) -> None:
    slow = Profile(release_after=timedelta(hours=1))
    number = await released_list(tx, card, profile=slow)
    await take(tx, envelope(card, messages.cancellation("T1", invt_no="4604" + "0" * 14)))
    assert await codes(tx) == {"cancel": [100]}
    await take(tx, envelope(card, messages.cancellation("T1", invt_no=number)))
    assert await codes(tx) == {"cancel": [120]}
    assert await codes(tx, now=NOW + timedelta(days=9)) == {}  # 800 is never said
    await take(tx, envelope(card, messages.cancellation("T1", invt_no=number)))
    assert await codes(tx) == {"cancel": [100]}


async def test_a_released_list_is_not_cancelled(tx: Tx, card: Card) -> None:
    number = await released_list(tx, card)
    await take(tx, envelope(card, messages.cancellation("T1", invt_no=number)))
    assert await codes(tx) == {"cancel": [100]}


async def test_goods_come_back_within_thirty_days_and_never_more_than_were_declared(tx: Tx, card: Card) -> None:
    number = await released_list(tx, card)
    late, last = NOW + timedelta(days=30, seconds=1), NOW + timedelta(days=29)
    await take(tx, envelope(card, messages.refund("T1", invt_no=number)), now=late)
    assert [one.code for one in await answers(tx, now=late) if one.document == "refund"] == [100]
    for expected in ([120, 399], [120, 399], [100]):  # two were bought
        await take(tx, envelope(card, messages.refund("T1", invt_no=number)), now=last)
        said = [one.code for one in await answers(tx, now=last) if one.document == "refund"]
        assert said == expected


async def test_a_list_before_release_is_no_case_for_a_return(tx: Tx, card: Card) -> None:
    number = await released_list(tx, card, profile=Profile(release_after=timedelta(hours=1)))
    await take(tx, envelope(card, messages.refund("T1", invt_no=number)))
    assert await codes(tx) == {"refund": [100]}


async def test_a_signature_of_the_consignee_is_noted(tx: Tx, card: Card) -> None:
    await take(tx, envelope(card, messages.signed_for("T1")))
    assert await codes(tx) == {"signed": [120]}


def test_draws_are_the_same_for_the_same_seed_and_spread_evenly() -> None:
    hit = [draw(EVERYDAY, "inspect", f"O{number}") < EVERYDAY.inspect_ppm for number in range(20_000)]
    assert hit == [draw(EVERYDAY, "inspect", f"O{number}") < EVERYDAY.inspect_ppm for number in range(20_000)]
    assert 300 < sum(hit) < 500
    other = EVERYDAY.seeded(2)
    assert hit != [draw(other, "inspect", f"O{number}") < EVERYDAY.inspect_ppm for number in range(20_000)]


async def test_over_http(visitor: Browser, sessions: Sessions, card: Card) -> None:
    raw = envelope(card, messages.order("H1"))
    headers = {"Content-Type": "application/xml"}
    for _ in range(2):
        await visitor.post("/sandbox/customs/dxp", content=raw, headers=headers, expect=202)
    await visitor.post("/sandbox/customs/dxp", content=b"<no/>", headers=headers, expect=422)
    box = await visitor.get(f"/sandbox/customs/receipts?dxp_id={DXP_ID}&limit=10")
    (one,) = box["messages"]
    assert len(one["seqs"]) == 1
    body = {"dxp_id": DXP_ID, "seqs": one["seqs"]}
    await visitor.post("/sandbox/customs/receipts/acknowledgement", body, expect=204)
    assert (await visitor.get(f"/sandbox/customs/receipts?dxp_id={DXP_ID}"))["messages"] == []
    async with begin(sessions) as tx:
        assert await answers(tx) == []


def test_the_window_is_quiet_in_tests_and_lives_by_its_seed_elsewhere() -> None:
    assert profile_of(Settings(environment="test")) == QUIET
    assert profile_of(Settings(environment="development", sandbox_seed=7)) == EVERYDAY.seeded(7)
