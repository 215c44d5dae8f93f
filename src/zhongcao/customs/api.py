"""Customs for the customs officer, for those who keep goods data, and for a member's own allowance."""

from typing import Annotated

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta

from zhongcao.customs import rules, service
from zhongcao.customs.errors import DeclarationNotFound, GoodsInvalid, NotRetryable
from zhongcao.customs.rules import DeclarationState
from zhongcao.customs.schemas import (
    Allowance,
    DeclarationDetail,
    DeclarationItem,
    GoodsRow,
    HsCode,
    UnmappedGoods,
)
from zhongcao.identity import service as identity
from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import MEMBER, Actor, CursorText, Input, Key, PageSize, staff

OFFICER = staff("customs", "admin")
GOODS_KEEPER = staff("customs", "buyer", "admin")
DeclarationId = Annotated[int, PathParameter(ge=0, le=2**63 - 1, description="A declaration.")]
SkuId = Annotated[int, PathParameter(ge=0, le=2**63 - 1, description="A SKU.")]
WantedState = Annotated[
    DeclarationState | None, QueryParameter(name="state", description="Only declarations in this state.")
]

OrderNumber = Annotated[str | None, QueryParameter(max_length=20, description="The number that people read aloud.")]


class GoodsInput(Input, frozen=True, kw_only=True):
    """Customs data of a SKU."""

    hs_code: HsCode
    tax_category: rules.TaxCategory
    unit: Annotated[str, Meta(pattern="^[0-9]{3}$", description="Declared unit, by its customs code.")]
    unit_statutory: Annotated[str, Meta(pattern="^[0-9]{3}$", description="First legal unit, by its customs code.")]
    origin_country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    net_weight_grams: Annotated[int, Meta(ge=1, le=100_000)]
    content_value: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    content_unit: rules.Measure | None = None
    name_zh: Annotated[str, Meta(min_length=1, max_length=250)]


class UnmappedItem(Input, frozen=True, kw_only=True):
    """A SKU that waits for its customs data.

    `reason`: `new`, `category:NAME` or `tariff:CODE` unknown to the tariff, or `origin` not stated.
    """

    sku_id: Key
    name: str
    reason: str


@get("/v1/me/allowance", access=MEMBER)
async def show_my_allowance(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Allowance | None:
    """What I may still buy this year across the border; null before I gave my real name."""
    person = await identity.find_person(read, member_id=actor.member_id)
    if person is None:
        return None
    return await service.get_allowance(read, person=person.key, on=rules.legal_date(clock.now()))


@get("/v1/console/declarations", access=OFFICER, refusals=(CursorUnreadable,))
async def list_console_declarations(
    read: NamedDependency[ReadTx],
    in_state: WantedState = None,
    order_no: OrderNumber = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[DeclarationItem]:
    """Declarations, newest first; of one state or one order when asked."""
    before = decode(cursor, int)[0] if cursor else None
    items = await service.list_declarations(read, state=in_state, order_no=order_no, before=before, limit=limit + 1)
    more = encode(int(items[limit - 1].id)) if len(items) > limit else None
    return Page(items[:limit], more)


@get("/v1/console/declarations/{declaration:int}", access=OFFICER, refusals=(DeclarationNotFound,))
async def show_console_declaration(read: NamedDependency[ReadTx], declaration: DeclarationId) -> DeclarationDetail:
    """A declaration with its lines, every answer of customs and the tax notice."""
    return await service.get_declaration(read, declaration_id=declaration)


@post(
    "/v1/console/declarations/{declaration:int}/retry",
    access=OFFICER,
    status_code=200,
    refusals=(DeclarationNotFound, NotRetryable),
)
async def retry_console_declaration(
    tx: NamedDependency[Tx], actor: NamedDependency[Actor], declaration: DeclarationId
) -> DeclarationItem:
    """Send a rejected or held declaration again."""
    now = clock.now()
    item = await service.redeclare(tx, declaration_id=declaration, now=now)
    about = (f"declaration:{declaration}", f"order:{item.order_id}")
    entries = [(subject, None, {"state": item.state, "attempt": item.attempt}) for subject in about]
    await identity.record_audits(tx, by=actor, action="customs.retry", entries=entries, now=now)
    return item


@get("/v1/console/unmapped_goods", access=GOODS_KEEPER, refusals=(CursorUnreadable,))
async def list_console_unmapped_goods(
    read: NamedDependency[ReadTx], cursor: CursorText = None, limit: PageSize = 20
) -> Page[UnmappedItem]:
    """SKUs that cannot be sold across the border until they have customs data."""
    after = decode(cursor, int)[0] if cursor else 0
    rows = await service.list_unmapped(read, after=after, limit=limit + 1)
    more = encode(rows[limit - 1].sku_id) if len(rows) > limit else None
    return Page([_unmapped(row) for row in rows[:limit]], more)


@put("/v1/console/goods/{sku:int}", access=GOODS_KEEPER, status_code=204, refusals=(GoodsInvalid,))
async def put_console_goods(
    tx: NamedDependency[Tx], actor: NamedDependency[Actor], sku: SkuId, data: JSONBody[GoodsInput]
) -> None:
    """Give a SKU its customs data (商品备案)."""
    now = clock.now()
    row = GoodsRow(
        sku_id=sku,
        hs_code=data.hs_code,
        tax_category=data.tax_category,
        unit=data.unit,
        unit_statutory=data.unit_statutory,
        origin_country=data.origin_country,
        net_weight_grams=data.net_weight_grams,
        content_value=data.content_value,
        content_unit=data.content_unit,
        name_zh=data.name_zh,
    )
    await service.declare_goods(tx, [row])
    after = {"hs_code": data.hs_code, "tax_category": data.tax_category}
    await identity.record_audit(tx, by=actor, action="customs.goods", subject=f"sku:{sku}", after=after, now=now)


def _unmapped(row: UnmappedGoods) -> UnmappedItem:
    return UnmappedItem(sku_id=str(row.sku_id), name=row.name, reason=row.reason)


ROUTES = [
    show_my_allowance,
    list_console_declarations,
    show_console_declaration,
    retry_console_declaration,
    list_console_unmapped_goods,
    put_console_goods,
]
