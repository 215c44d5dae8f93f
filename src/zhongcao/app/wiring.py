"""The composition root's list of domains, and how their doors are opened."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

LADDER: tuple[str, ...] = (
    "identity",
    "media",
    "moderation",
    "experiment",
    "inventory",
    "customs",
    "logistics",
    "payments",
    "supply",
    "mall",
    "trade",
    "community",
    "live",
    "discovery",
    "messages",
    "insight",
)
"""Every domain, lowest first; ARCHITECTURE.md says why in this order."""
SANDBOXES = ("pay", "customs_window", "carrier", "post")


def doors(name: str) -> list[Any]:
    """The modules of this name (`api`, `reactions`, `jobs`, `tables`) in all domains that have one."""
    found = []
    for domain in LADDER:
        if find_spec(f"zhongcao.{domain}") and find_spec(f"zhongcao.{domain}.{name}"):
            found.append(import_module(f"zhongcao.{domain}.{name}"))
    return found


def sandbox_doors(name: str) -> list[Any]:
    """The same for the sandboxes of the outside world."""
    found = []
    for sandbox in SANDBOXES:
        package = f"zhongcao.sandboxes.{sandbox}"
        if find_spec("zhongcao.sandboxes") and find_spec(package) and find_spec(f"{package}.{name}"):
            found.append(import_module(f"{package}.{name}"))
    return found


def load_tables() -> None:
    """Make every mapped class known to the one metadata."""
    for module in ("outbox", "jobs", "failures", "hearing", "idempotency", "limits", "nodes"):
        import_module(f"zhongcao.kit.{module}")
    doors("tables")
    sandbox_doors("tables")


def load_work() -> None:
    """Register every reaction, sweep and job."""
    load_tables()
    doors("reactions")
    doors("jobs")
    sandbox_doors("jobs")
    import_module("zhongcao.sample.jobs")
