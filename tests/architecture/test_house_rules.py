"""The house's own laws: contract lists match the directories, routes are complete, docs are in sync."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute

from zhongcao.app.wiring import LADDER
from zhongcao.kit.problems import Problem

ROOT = Path(__file__).parents[2]
PACKAGES = {path.name for path in (ROOT / "src/zhongcao").iterdir() if (path / "__init__.py").exists()}


def contracts() -> list[dict[str, Any]]:
    return list(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"])


def test_every_domain_on_disk_is_on_the_ladder_and_under_contract() -> None:
    domains = PACKAGES & set(LADDER)
    listed = {name.removeprefix("zhongcao.") for name in contracts()[1]["containers"]}
    guarded = {name.removeprefix("zhongcao.") for name in contracts()[2]["source_modules"]}
    assert listed == domains
    assert guarded == domains


def test_only_known_packages_stand_beside_the_domains() -> None:
    assert set(LADDER) | {"app", "kit", "importing", "rehearsal", "sample", "sandboxes", "simulation"} >= PACKAGES


def test_a_domain_has_its_page() -> None:
    missing = [name for name in PACKAGES & set(LADDER) if not (ROOT / "src/zhongcao" / name / "README.md").exists()]
    assert missing == []


def handlers(app: Litestar) -> list[Any]:
    return [
        handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if not handler.fn.__module__.startswith("litestar.")
    ]


def test_every_route_says_who_may_call_it_and_what_it_does(shared_app: Litestar) -> None:
    for handler in handlers(shared_app):
        assert handler.opt.get("access"), f"{handler.handler_name} names nobody who may call it"
        assert handler.fn.__doc__, f"{handler.handler_name} has no sentence"


def test_operation_names_are_unique(shared_app: Litestar) -> None:
    names = [handler.handler_name for handler in handlers(shared_app)]
    assert sorted(names) == sorted(set(names))


def test_every_refusal_has_a_sentence_and_a_domain() -> None:
    for code, kind in Problem.registry.items():
        assert kind.__doc__, code
        if kind.__module__.split(".")[1] in LADDER:
            assert code.startswith(kind.__module__.split(".")[1] + "."), f"{code} of {kind.__module__}"


def test_every_rule_of_the_business_is_named_in_a_test_of_its_domain() -> None:
    untested = []
    for domain in sorted(PACKAGES & set(LADDER)):
        folder = ROOT / "src/zhongcao" / domain
        told = "".join(path.read_text("utf-8") for path in sorted((ROOT / "tests" / domain).rglob("*.py")))
        for path in sorted([*folder.glob("rules.py"), *folder.glob("rules/*.py")]):
            functions = [part for part in ast.parse(path.read_text("utf-8")).body if isinstance(part, ast.FunctionDef)]
            public = [part.name for part in functions if not part.name.startswith("_")]
            untested += [f"{domain}: {name}" for name in public if not re.search(rf"\b{name}\b", told)]
    assert untested == []
