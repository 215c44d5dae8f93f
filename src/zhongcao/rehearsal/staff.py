"""The people of the shop in a rehearsal: a buyer who orders small batches, a warehouse that takes them in."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from zhongcao.identity import service as identity
from zhongcao.importing.keys import id_for
from zhongcao.insight import service as insight
from zhongcao.inventory import service as inventory
from zhongcao.inventory.schemas import WarehouseInput
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.money import Currency
from zhongcao.rehearsal.patience import patiently
from zhongcao.rehearsal.shopping import PASSWORD
from zhongcao.rehearsal.visiting import Http, Refused, Tally, Visit
from zhongcao.supply import service as supply
from zhongcao.supply.schemas import SupplierInput

PAPERS = b"rehearsal: papers of the whole catalogue".ljust(32, b".")[:32]
"""Stands in for the hash of the scanned authorisations, which no data set contains."""
COST_SHARE = Decimal("0.5")
"""What the shop pays of the source's retail price."""
OVERSEAS_ONE_IN = 6
"""One SKU in six is kept overseas and comes as a personal parcel (行邮税); the others wait in the bonded zone."""
PACK = 6
LINES_MAX = 500
SHELF_DAYS = 900
WAREHOUSES = (
    ("ZZ-B1", "郑州保税仓", "bonded", "CN", "郑州", "1210", "4612"),
    ("LAX-1", "洛杉矶海外仓", "overseas", "US", "Los Angeles", "postal", None),
)


class Office:
    """The staff accounts, the warehouses and the supplier, ready before the first shopper comes."""

    def __init__(self, sessions: Sessions, http: Http, tally: Tally, *, source: str) -> None:
        self._sessions = sessions
        self._source = source
        self.visits = {role: Visit(http, tally) for role in ("buyer", "warehouse", "finance")}
        self.warehouses: dict[str, str] = {}
        self.supplier = ""

    async def open(self, known_brands: list[str], now: datetime) -> None:
        """Set everything up, or find it as an earlier try left it."""
        for role, visit in self.visits.items():
            await visit.sign_in(f"{role}@staff.example", PASSWORD, f"{role}-desk")
            async with begin(self._sessions) as tx:
                await identity.grant_role(tx, member_id=int(visit.member_id), role=role, by=SYSTEM, now=now)
        async with begin(self._sessions) as tx:
            known = {warehouse.code: warehouse.id for warehouse in await inventory.warehouses(tx)}
            for code, name, kind, country, city, mode, customs_code in WAREHOUSES:
                if code not in known:
                    data = msgspec.convert(
                        {
                            "code": code,
                            "name": name,
                            "kind": kind,
                            "country": country,
                            "city": city,
                            "mode": mode,
                            "customs_code": customs_code,
                        },
                        WarehouseInput,
                    )
                    known[code] = (await inventory.add_warehouse(tx, data=data, now=now)).id
            self.warehouses = {"1210": known["ZZ-B1"], "postal": known["LAX-1"]}
            suppliers = (await supply.list_suppliers(tx)).items
            if not suppliers:
                wanted = SupplierInput(name="Pacific Beauty Supply", country="US", currency=Currency.USD)
                suppliers = [await supply.add_supplier(tx, data=wanted, now=now)]
            self.supplier = suppliers[0].id
            brands = [id_for(self._source, "brand", name.casefold()) for name in known_brands]
            for start in range(0, len(brands), LINES_MAX):
                await supply.authorise_directly(
                    tx,
                    brand_ids=brands[start : start + LINES_MAX],
                    by=SYSTEM,
                    now=now,
                    starts_on=date(2008, 1, 1),
                    ends_on=None,
                    document_hash=PAPERS,
                )

    async def sign_in(self) -> None:
        """Staff sessions end after half an hour; each visit to the desk begins with signing in."""
        for role, visit in self.visits.items():
            await visit.sign_in(f"{role}@staff.example", PASSWORD, f"{role}-desk")

    def mode_of(self, sku: str) -> str:
        """Where a SKU is kept, always the same."""
        return self._mode(id_for(self._source, "sku", sku))

    async def restock(self, needs: dict[str, int], prices: dict[str, Decimal], *, today: date, season: int) -> int:
        """Order the needs of a season in packs, by warehouse and some hundred lines, take them in; returns units."""
        by_mode: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for sku, units in sorted(needs.items()):
            by_mode[self.mode_of(sku)].append(
                {
                    "sku": str(id_for(self._source, "sku", sku)),
                    "units": -(-units // PACK) * PACK,
                    "cost": _cost(prices[sku]),
                }
            )
        bought = 0
        for mode, lines in by_mode.items():
            for part in range(0, len(lines), LINES_MAX):
                key = f"season-{season}-{mode}-{part}"
                bought += await self._buy(mode, lines[part : part + LINES_MAX], key=key, today=today)
        return bought

    async def _buy(self, mode: str, lines: list[dict[str, Any]], *, key: str, today: date) -> int:
        order = await self.visits["buyer"].call(
            "POST",
            "/v1/console/purchase_orders",
            {
                "supplier_id": self.supplier,
                "warehouse_id": self.warehouses[mode],
                "lines": [
                    {
                        "sku_id": line["sku"],
                        "quantity": line["units"],
                        "unit_cost": line["cost"],
                        "origin_country": "US",
                    }
                    for line in lines
                ],
            },
            key=key,
        )
        return await self._receive(order, today=today, key=f"{key}-receipt")

    async def _receive(self, order: dict[str, Any], *, today: date, key: str) -> int:
        lots = [
            {
                "sku_id": line["sku_id"],
                "quantity": line["quantity"] - line["received"],
                "item_record_no": f"ZZ{int(line['sku_id']) % 10**10:010d}",
                "produced_on": (today - timedelta(days=60)).isoformat(),
                "expires_on": (today + timedelta(days=SHELF_DAYS)).isoformat(),
                "origin_country": "US",
            }
            for line in order["lines"]
            if line["quantity"] > line["received"]
        ]
        if lots:
            path = f"/v1/console/purchase_orders/{order['id']}/receipts"
            await self.visits["warehouse"].call("POST", path, {"lots": lots}, key=key)
        return sum(lot["quantity"] for lot in lots)

    async def accept_proposals(self, prices: dict[str, Decimal], *, today: date, limit: int = 20) -> tuple[int, int]:
        """Let demand propose, as its sweep would have done many times in these weeks, and accept; seen and accepted."""
        await patiently(self._propose)
        costs = {str(id_for(self._source, "sku", sku)): _cost(price) for sku, price in prices.items()}
        page = await self.visits["buyer"].get(f"/v1/console/proposals?state=open&limit={limit}")
        accepted = 0
        for proposal in page["items"]:
            terms = {
                "supplier_id": self.supplier,
                "warehouse_id": self.warehouses[self._mode(int(proposal["sku_id"]))],
                "unit_cost": costs[proposal["sku_id"]],
            }
            path = f"/v1/console/proposals/{proposal['id']}/acceptance"
            try:
                order = await self.visits["buyer"].call("POST", path, terms, key=f"accept-{proposal['id']}")
            except Refused as refused:
                if refused.status != 409:
                    raise
                continue  # an earlier try that was cut off has decided it
            await self._receive(order, today=today, key=f"accept-{proposal['id']}-receipt")
            accepted += 1
        return len(page["items"]), accepted

    async def _propose(self) -> None:
        """Propose by the sweep's own verb."""
        async with begin(self._sessions) as tx:
            await insight.propose_purchases(tx, now=clock.now())

    def _mode(self, sku_id: int) -> str:
        return "postal" if sku_id % OVERSEAS_ONE_IN == 0 else "1210"


def _cost(price: Decimal) -> dict[str, Any]:
    return {"amount": max(int(price * COST_SHARE * 100), 1), "currency": "USD"}
