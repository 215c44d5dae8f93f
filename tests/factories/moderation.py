"""Reports and held things for tests."""

from typing import Any

from tests.driving import Browser


async def report(browser: Browser, subject: int, *, kind: str = "note", reason: str = "spam", **more: Any) -> None:
    """Report something as the browser's member."""
    await browser.post("/v1/reports", {"kind": kind, "id": str(subject), "reason": reason, **more}, expect=204)
