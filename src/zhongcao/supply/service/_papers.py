"""Trademarks and authorisations: entered, confirmed, revoked, watched."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from zhongcao.kit import outbox
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.supply import rules, store
from zhongcao.supply.errors import AuthorisationNotFound, AuthorisationUnfit, TrademarkNotFound
from zhongcao.supply.events import AuthorisationEnding, BrandAuthorised, BrandUnauthorised
from zhongcao.supply.rules import Mark, Window
from zhongcao.supply.schemas import Authorisation, AuthorisationInput, Trademark, TrademarkInput
from zhongcao.supply.service._brands import _link, brands, get_brand

DIRECT_CLASSES = (3, 5, 8, 9, 10, 11, 14, 16, 18, 21, 24, 25, 28, 30, 31, 33)
"""The trademark classes of everything the mall sells."""


async def add_trademark(tx: Tx, *, data: TrademarkInput) -> Trademark:
    """Enter a registered trademark; the same registration is answered as it is."""
    brand = await get_brand(tx, brand_id=int(data.brand_id))
    row = await store.add_trademark(
        tx,
        id=new_id(),
        brand_id=int(brand.id),
        register_no=data.register_no,
        jurisdiction=data.jurisdiction,
        nice_class=data.nice_class,
        owner=data.owner,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
    )
    return _trademark(row)


async def list_trademarks(tx: Tx | ReadTx, *, brand_id: int) -> list[Trademark]:
    """The registered trademarks of a brand, oldest first."""
    return [_trademark(row) for row in await store.list_trademarks(tx, [brand_id])]


async def add_authorisation(tx: Tx, *, data: AuthorisationInput, by: Actor, now: datetime) -> Authorisation:
    """Enter an authorisation as a link of its chain; whether the chain lets us sell shows in its faults."""
    mark = await store.find_trademark(tx, int(data.trademark_id))
    if mark is None:
        raise TrademarkNotFound(trademark=data.trademark_id)
    await store.lock_brand(tx, mark.brand_id)
    level = 1
    if data.parent_id is not None:
        parent = await store.find_authorisation(tx, int(data.parent_id))
        if parent is None:
            raise AuthorisationNotFound(authorisation=data.parent_id)
        if parent.trademark_id != mark.id:
            raise AuthorisationUnfit(reason="another_trademark")
        level = parent.level + 1
    if data.ends_on is not None and data.ends_on < data.starts_on:
        raise AuthorisationUnfit(reason="ends_before_it_starts")
    authorisation_id = new_id()
    await store.add_authorisations(
        tx,
        [
            {
                "id": authorisation_id,
                "brand_id": mark.brand_id,
                "trademark_id": mark.id,
                "parent_id": int(data.parent_id) if data.parent_id else None,
                "grantor": data.grantor,
                "grantee": data.grantee,
                "level": level,
                "sublicensable": data.sublicensable,
                "territories": data.territories,
                "channels": data.channels,
                "category_ids": [int(one) for one in data.category_ids],
                "sku_ids": [int(one) for one in data.sku_ids],
                "starts_on": data.starts_on,
                "ends_on": data.ends_on,
                "document_hash": bytes.fromhex(data.document_hash),
                "added_by": by.member_id,
                "added_at": now,
                # Whoever enters a paper has it before them; the brand's own confirmation is a separate step.
                "verified_by": by.member_id,
                "verified_at": now,
            }
        ],
    )
    await _work_out(tx, [mark.brand_id], now)
    return await get_authorisation(tx, authorisation_id=authorisation_id, on=day_in_china(now))


async def authorise_directly(
    tx: Tx,
    *,
    brand_ids: Sequence[int],
    by: Actor,
    now: datetime,
    starts_on: date,
    ends_on: date | None,
    document_hash: bytes,
    nice_classes: Sequence[int] = DIRECT_CLASSES,
) -> int:
    """Brands whose owners authorise us themselves, many at once; answers how many brands got papers.

    The owner is named after the brand, the register number after its id. Brands that have such papers keep them.
    """
    cards = await brands(tx, brand_ids)
    marks: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    for brand_id, card in cards.items():
        for nice_class in nice_classes:
            mark_id, owner = new_id(), f"{card.name_en or card.name_zh}"[:150] + " Co."
            paper = {"brand_id": brand_id, "starts_on": starts_on, "ends_on": ends_on}
            number = f"D{brand_id}"
            marks.append(
                {**paper, "id": mark_id, "register_no": number, "jurisdiction": "CN", "nice_class": nice_class}
                | {"owner": owner}
            )
            links.append(
                {**paper, "id": new_id(), "trademark_id": mark_id, "parent_id": None, "grantor": owner}
                | {"grantee": rules.US, "level": 1, "sublicensable": False, "territories": [rules.TERRITORY]}
                | {"channels": [rules.CHANNEL], "category_ids": [], "sku_ids": [], "document_hash": document_hash}
                | {"added_by": by.member_id, "added_at": now, "verified_by": by.member_id, "verified_at": now}
            )
    if not marks:
        return 0
    new_marks = await store.add_trademarks(tx, marks)
    fresh = [link for link in links if link["trademark_id"] in new_marks]
    await store.add_authorisations(tx, fresh)
    touched = sorted({int(link["brand_id"]) for link in fresh})
    await _work_out(tx, touched, now)
    return len(touched)


async def confirm_authorisation(tx: Tx, *, authorisation_id: int, through: str, now: datetime) -> Authorisation:
    """The brand itself confirmed the chain, by a way other than the papers."""
    row = await _get(tx, authorisation_id)
    await store.lock_brand(tx, row.brand_id)
    await store.change_authorisation(tx, authorisation_id, confirmed_at=now, confirmed_through=through)
    await _work_out(tx, [row.brand_id], now)
    return await get_authorisation(tx, authorisation_id=authorisation_id, on=day_in_china(now))


async def revoke_authorisation(
    tx: Tx, *, authorisation_id: int, revoked_on: date, reason: str, now: datetime
) -> Authorisation:
    """An authorisation no longer counts from a day on, and with it all that hang on it."""
    row = await _get(tx, authorisation_id)
    await store.lock_brand(tx, row.brand_id)
    await store.change_authorisation(tx, authorisation_id, revoked_on=revoked_on, revoked_because=reason)
    await _work_out(tx, [row.brand_id], now)
    return await get_authorisation(tx, authorisation_id=authorisation_id, on=day_in_china(now))


async def get_authorisation(tx: Tx | ReadTx, *, authorisation_id: int, on: date) -> Authorisation:
    """One authorisation with what is wrong with its chain on a day."""
    row = await _get(tx, authorisation_id)
    return next(one for one in await list_authorisations(tx, brand_id=row.brand_id, on=on) if one.id == str(row.id))


async def list_authorisations(tx: Tx | ReadTx, *, brand_id: int, on: date) -> list[Authorisation]:
    """All authorisations of a brand, each with what is wrong with its chain on a day."""
    marks = {row.id: _mark(row) for row in await store.list_trademarks(tx, [brand_id])}
    rows = await store.list_authorisations(tx, [brand_id])
    links = {row.id: _link(row) for row in rows}
    return [_authorisation(row, rules.faults(row.id, links, marks[row.trademark_id], on=on), on=on) for row in rows]


async def look_at_authorisations(tx: Tx, *, now: datetime) -> int:
    """The daily look: brands that begin or cease to be sellable are marked, endings are warned of; answers how many."""
    today = day_in_china(now)
    changed = await _turn(tx, now, None)
    until = date.fromordinal(today.toordinal() + max(rules.WARN_DAYS))
    for row in await store.list_ending(tx, on=today, until=until):
        days_left = (row.ends_on - today).days
        warning = rules.due_warning(days_left=days_left, warned_days=row.warned_days)
        if warning is None:
            continue
        await store.note_warning(tx, brand_id=row.brand_id, authorisation_id=row.authorisation_id, days=warning)
        outbox.emit(tx, AuthorisationEnding(brand=row.brand_id, authorisation=row.authorisation_id, days=days_left))
        changed += 1
    return changed


async def _work_out(tx: Tx, brand_ids: Sequence[int], now: datetime) -> None:
    """Work out anew when the chains of brands let us sell, from all their papers."""
    if not brand_ids:
        return
    marks = {row.id: _mark(row) for row in await store.list_trademarks(tx, brand_ids)}
    rows = await store.list_authorisations(tx, brand_ids)
    links = {row.id: _link(row) for row in rows}
    found = [(row, rules.sale_window(row.id, links, marks[row.trademark_id])) for row in rows]
    await store.replace_windows(
        tx, brand_ids, [_window_values(row, window) for row, window in found if window is not None]
    )
    await _turn(tx, now, brand_ids)


async def _turn(tx: Tx, now: datetime, brand_ids: Sequence[int] | None) -> int:
    turned = await store.turn_brands(tx, on=day_in_china(now), now=now, brand_ids=brand_ids)
    for row in turned:
        outbox.emit(tx, BrandAuthorised(brand=row.id) if row.authorised_at else BrandUnauthorised(brand=row.id))
    return len(turned)


async def _get(tx: Tx | ReadTx, authorisation_id: int) -> Any:
    row = await store.find_authorisation(tx, authorisation_id)
    if row is None:
        raise AuthorisationNotFound(authorisation=str(authorisation_id))
    return row


def _mark(row: Any) -> Mark:
    return Mark(
        id=row.id,
        owner=row.owner,
        nice_class=row.nice_class,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        revoked_on=row.revoked_on,
    )


def _window_values(row: Any, window: Window) -> dict[str, Any]:
    return {
        "brand_id": row.brand_id,
        "authorisation_id": row.id,
        "starts_on": window.starts_on,
        "ends_on": window.ends_on,
        "nice_class": window.nice_class,
        "scopes": [{"categories": sorted(one.categories), "skus": sorted(one.skus)} for one in window.scopes],
    }


def _authorisation(row: Any, findings: Iterable[rules.Finding], *, on: date) -> Authorisation:
    return Authorisation(
        id=str(row.id),
        brand_id=str(row.brand_id),
        trademark_id=str(row.trademark_id),
        parent_id=str(row.parent_id) if row.parent_id else None,
        grantor=row.grantor,
        grantee=row.grantee,
        level=row.level,
        sublicensable=row.sublicensable,
        territories=row.territories,
        channels=row.channels,
        category_ids=[str(one) for one in row.category_ids],
        sku_ids=[str(one) for one in row.sku_ids],
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        document_hash=row.document_hash.hex(),
        verified_at=row.verified_at,
        confirmed_at=row.confirmed_at,
        confirmed_through=row.confirmed_through,
        revoked_on=row.revoked_on,
        days_left=rules.days_left(ends_on=row.ends_on, today=on),
        faults=[finding.fault.value for finding in findings],
    )


def _trademark(row: Any) -> Trademark:
    return Trademark(
        id=str(row.id),
        brand_id=str(row.brand_id),
        register_no=row.register_no,
        jurisdiction=row.jurisdiction,
        nice_class=row.nice_class,
        owner=row.owner,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        revoked_on=row.revoked_on,
    )
