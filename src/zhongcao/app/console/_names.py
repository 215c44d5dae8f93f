"""Names of things of any domain, many at once: lists of lower domains know only the numbers of what lies above them."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from zhongcao.community import service as community
from zhongcao.identity import service as identity
from zhongcao.identity.rules import STAFF_ROLES
from zhongcao.inventory import service as inventory
from zhongcao.kit.db import ReadTx
from zhongcao.kit.http import Actor, Input, staff
from zhongcao.mall import service as mall
from zhongcao.supply import service as supply

SUBJECTS_MAX = 200
Subject = Annotated[str, Meta(pattern="^[a-z]{2,20}:[0-9]{1,19}$", description="Such as sku:1 or member:2.")]


class SubjectsInput(Input, frozen=True, kw_only=True):
    """Things whose names are wanted."""

    subjects: Annotated[list[Subject], Meta(max_length=SUBJECTS_MAX)]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What something is called; `code` is what stands on it (a barcode, the short code of a warehouse)."""

    subject: str
    name_zh: str
    name_en: str
    code: str | None = None


Found = dict[int, tuple[str, str, str | None]]
MAY_ASK = {
    "supplier": frozenset({"buyer", "warehouse", "finance", "admin", "auditor"}),
    "note": frozenset({"moderator", "editor", "admin"}),
}
"""Whose business a kind is, where it is not everybody's: suppliers' names are for those who order, receive and pay."""
Ask = Callable[[ReadTx, list[int]], Awaitable[Found]]


@post("/v1/console/names", access=staff(*STAFF_ROLES), status_code=200)
async def name_subjects(
    data: JSONBody[SubjectsInput], read: NamedDependency[ReadTx], actor: NamedDependency[Actor]
) -> list[Named]:
    """What things are called; unknown ones, kinds without names and those that are not for the asker are left out."""
    wanted: dict[str, list[int]] = {}
    for subject in dict.fromkeys(data.subjects):
        kind, _, number = subject.partition(":")
        if int(number) < 2**63:
            wanted.setdefault(kind, []).append(int(number))
    return [
        Named(subject=f"{kind}:{number}", name_zh=zh, name_en=en, code=code)
        for kind, numbers in wanted.items()
        if kind in ASKED and (kind not in MAY_ASK or actor.holds(*MAY_ASK[kind]))
        for number, (zh, en, code) in (await ASKED[kind](read, numbers)).items()
    ]


async def _members(read: ReadTx, ids: list[int]) -> Found:
    return {number: (card.nickname, card.nickname, None) for number, card in (await identity.cards(read, ids)).items()}


async def _notes(read: ReadTx, ids: list[int]) -> Found:
    found = await community.cards(read, ids, viewer=0)
    return {number: (card.title, card.title, None) for number, card in found.items()}


async def _products(read: ReadTx, ids: list[int]) -> Found:
    return {number: (zh, en, None) for number, (zh, en) in (await mall.titles(read, ids)).items()}


async def _skus(read: ReadTx, ids: list[int]) -> Found:
    return {number: (one.zh, one.en, one.barcode) for number, one in (await mall.sku_titles(read, ids)).items()}


async def _brands(read: ReadTx, ids: list[int]) -> Found:
    return {number: (card.name_zh, card.name_en, None) for number, card in (await supply.brands(read, ids)).items()}


async def _suppliers(read: ReadTx, ids: list[int]) -> Found:
    return {number: (one.name, one.name, None) for number, one in (await supply.suppliers(read, ids)).items()}


async def _warehouses(read: ReadTx, ids: list[int]) -> Found:
    known = {int(one.id): one for one in await inventory.warehouses(read)}
    return {
        number: (known[number].name, known[number].name_en or known[number].name, known[number].code)
        for number in ids
        if number in known
    }


async def _categories(read: ReadTx, ids: list[int]) -> Found:
    known = {int(one.id): one for one in await mall.categories(read)}
    return {number: (known[number].name_zh, known[number].name_en, None) for number in ids if number in known}


ASKED: dict[str, Ask] = {
    "member": _members,
    "note": _notes,
    "product": _products,
    "sku": _skus,
    "brand": _brands,
    "supplier": _suppliers,
    "warehouse": _warehouses,
    "category": _categories,
}
"""Who is asked for the names of which kind."""

ROUTES = [name_subjects]
