"""Reads what the lake holds of pages and events; apart because it loads the lake's readers."""

from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhongcao.discovery.feeds.features import FEATURES_OF
from zhongcao.discovery.teaching.shown import THING_OF, Shown, read_pages
from zhongcao.kit import lake
from zhongcao.kit.settings import Settings

PAGES = ("page", "person", "surface", "features_of", "at", "start", "items", "features", "propensities", "pools")
EVENTS = ("kind", "page", "note", "product", "session", "person", "at")
TOLD = ("impression", "click", "share", "hide", "product_view", "add_to_cart")


def read_shown(uri: str, since: datetime, surface: str) -> dict[str, Shown]:
    """Pages that members were served, by their number, as far as their features mean what they do now."""
    found = lake.read(uri, PAGES, since=since)
    if found is None:
        return {}
    is_ours = pc.and_(pc.equal(found["surface"], surface), pc.equal(found["features_of"], FEATURES_OF[surface]))
    return read_pages(found.filter(is_ours).to_pylist(), surface=surface)


def read_told(uri: str, since: datetime, surface: str) -> list[dict[str, Any]]:
    """What was done with notes on a screen, or with goods that no note led to, in order of time."""
    found = lake.read(uri, EVENTS, since=since)
    if found is None:
        return []
    thing = pc.is_valid(found[THING_OF[surface]])
    by_itself = thing if surface == "discover" else pc.and_(thing, pc.is_null(found["note"]))
    is_ours = pc.and_(pc.is_in(found["kind"], pa.array(TOLD)), by_itself)
    rows: list[dict[str, Any]] = found.filter(is_ours).sort_by("at").to_pylist()
    for row in rows:
        row["at"] = row["at"].timestamp()
    return rows


def count_served(settings: Settings, since: datetime) -> tuple[list[int], list[int]]:
    """Which notes stood on pages of Discover since a moment, and how often."""
    found = lake.read(lake.table_uri(settings, "pages"), ("surface", "at", "items"), since=since)
    if found is None:
        return [], []
    moment = pa.scalar(since, pa.timestamp("us", tz="UTC"))
    is_ours = pc.and_(pc.equal(found["surface"], "discover"), pc.greater_equal(found["at"], moment))
    counted = pc.value_counts(pc.list_flatten(found.filter(is_ours)["items"]))
    return counted.field("values").to_pylist(), counted.field("counts").to_pylist()
