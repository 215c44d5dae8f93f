"""Experiments for tests, as staff would draft them."""

from typing import Any

from tests.driving import Browser


def draft(key: str = "discover_popular", **fields: Any) -> dict[str, Any]:
    """What a test of Discover's two rankings needs to say."""
    return {
        "key": key,
        "kind": "test",
        "layer": "discover",
        "name_zh": "发现页：引擎对热门",
        "name_en": "Discover: engine against popular",
        "hypothesis": "千人千面的排序让会员点开更多笔记。",
        "variants": [{"key": "popular", "ranking": "popular"}, {"key": "engine", "ranking": "engine"}],
        "metric": "clicks",
        "window_hours": 24,
        "planned_members": 2000,
        **fields,
    }


async def drafted(editor: Browser, **fields: Any) -> str:
    """A draft; its id."""
    given = draft(**fields)
    headers = {"Idempotency-Key": f"draft-{given['key']}"}
    made = await editor.post("/v1/console/experiments", given, headers=headers, expect=201)
    return str(made["card"]["id"])


async def put_state(editor: Browser, experiment: str, state: str, *, why: str = "试一试", expect: int = 200) -> Any:
    """Start, stop or go on."""
    path = f"/v1/console/experiments/{experiment}/state"
    return await editor.put(path, {"state": state, "why": why}, expect=expect)


async def running(editor: Browser, **fields: Any) -> str:
    """An experiment that runs; its id."""
    made = await drafted(editor, **fields)
    await put_state(editor, made, "running")
    return made
