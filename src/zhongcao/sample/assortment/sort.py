"""A sort of goods: what it is, what it costs, and what people praise and regret about it."""

import msgspec


class Option(msgspec.Struct, frozen=True):
    """One way to buy it: its name, gross weight in grams, and its price against the smallest."""

    zh: str
    en: str
    grams: int
    factor: float


class Sort(msgspec.Struct, frozen=True):
    """A sort of goods, such as a repair serum."""

    key: str
    zh: str
    en: str
    kind: str
    category: str
    price: tuple[int, int]
    months: int | None
    hs_code: str
    tax: str
    options: tuple[Option, ...]
    flavours: tuple[tuple[str, str], ...]
    praise: tuple[str, ...]
    regret: tuple[str, ...]
    habit: tuple[str, ...]
    ingredients: str = ""


def sort(
    key: str,
    names: str,
    kind: str,
    category: str,
    price: tuple[int, int],
    months: int | None,
    hs_code: str,
    tax: str,
    options: str,
    flavours: str,
    praise: str,
    regret: str,
    habit: str,
    ingredients: str = "",
) -> Sort:
    """Write down a sort in short: lists are parted by ``|``, two languages by ``/``, an option's parts by commas."""
    zh, en = names.split("/")
    return Sort(
        key=key,
        zh=zh,
        en=en,
        kind=kind,
        category=category,
        price=price,
        months=months,
        hs_code=hs_code,
        tax=tax,
        options=tuple(_option(one) for one in options.split("|")),
        flavours=tuple((one.split("/")[0], one.split("/")[1]) for one in flavours.split("|")),
        praise=tuple(praise.split("|")),
        regret=tuple(regret.split("|")),
        habit=tuple(habit.split("|")),
        ingredients=ingredients,
    )


def _option(text: str) -> Option:
    names, grams, factor = text.split(",")
    zh, _, en = names.partition("/")
    return Option(zh=zh, en=en or zh, grams=int(grams), factor=float(factor))
