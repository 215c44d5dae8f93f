"""Goods with customs data, and paid orders that are declared."""

from datetime import datetime

from zhongcao.customs import service
from zhongcao.customs.schemas import DeclaredLine, GoodsRow, OrderDeclaration
from zhongcao.identity import rules as identity_rules
from zhongcao.identity import service as identity
from zhongcao.kit.db import Tx
from zhongcao.kit.ids import new_id
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny


def id_number(number: int) -> str:
    """A resident ID number that nobody has: impossible area 000000, right check digit."""
    seventeen = f"00000019900101{number % 1000:03d}"
    return seventeen + identity_rules.check_mark(seventeen)


async def real_name(tx: Tx, keys: KeyRing, *, member_id: int, number: int = 1, now: datetime) -> str:
    """Give a member a real name; answers the person's key."""
    person = await identity.keep_real_name(
        tx,
        keys,
        member_id=member_id,
        name="测试甲",
        id_number=id_number(number),
        consent_version=identity_rules.CONSENT_VERSION,
        now=now,
    )
    return person.key


def goods_row(sku_id: int, **changes: object) -> GoodsRow:
    """Customs data of a tin of milk powder."""
    values: dict[str, object] = {
        "sku_id": sku_id,
        "hs_code": "1901101000",
        "tax_category": "food",
        "unit": "011",
        "unit_statutory": "035",
        "origin_country": "NL",
        "net_weight_grams": 900,
        "name_zh": "婴幼儿配方奶粉",
        **changes,
    }
    return GoodsRow(**values)  # type: ignore[arg-type]


async def goods(tx: Tx, **changes: object) -> int:
    """A SKU with customs data; answers its id."""
    sku_id = new_id()
    await service.declare_goods(tx, [goods_row(sku_id, **changes)])
    return sku_id


def order_to_declare(*, member_id: int, sku_id: int, now: datetime, **changes: object) -> OrderDeclaration:
    """A paid order of two tins: 300.00 and 10.00 freight, 28.21 tax."""
    order_id = new_id()
    line = DeclaredLine(
        line_no=1,
        sku_id=sku_id,
        name="婴幼儿配方奶粉 3段",
        barcode=None,
        quantity=2,
        price=cny(150_00),
        total=cny(300_00),
        item_record_no="R1001",
        origin_country="NL",
    )
    values: dict[str, object] = {
        "order_id": order_id,
        "order_no": f"ZT{order_id}",
        "member_id": member_id,
        "warehouse_id": "1",
        "warehouse_code": "CGO1",
        "goods_value": cny(300_00),
        "freight": cny(10_00),
        "discount": cny(0),
        "tax_total": cny(28_21),
        "paid": cny(338_21),
        "payment_provider": "sandbox",
        "payment_transaction": f"P{order_id}",
        "paid_at": now,
        "consignee": "测试甲",
        "consignee_phone": "13000000000",
        "consignee_address": "测试省测试市测试路1号",
        "division_code": "330100",
        "carrier_code": "ZCEX",
        "carrier_name": "种草速递",
        "waybill_no": f"W{order_id}",
        "gross_weight_grams": 2100,
        "lines": [line],
        **changes,
    }
    return OrderDeclaration(**values)  # type: ignore[arg-type]
