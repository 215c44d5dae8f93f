"""Generate docs/generated from the code, so that it cannot tell another story: `python tools/docgen.py [--check]`."""

import importlib
import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import msgspec

from zhongcao.app import asgi, openapi
from zhongcao.app.wiring import LADDER, load_work
from zhongcao.kit import jobs, outbox
from zhongcao.kit.db import make_engine, make_sessions
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import memory_objects
from zhongcao.kit.problems import Problem
from zhongcao.kit.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "generated"
MADE = "<!-- Made by tools/docgen.py out of the code; change the code and run `./zhongcao docs`. -->\n\n"


def rules() -> str:
    """Every rule of the business with its sentence, by domain."""
    text = MADE + "# The rules of the business\n"
    for domain in LADDER:
        modules = list(_rule_modules(domain))
        if modules:
            text += f"\n## {domain}\n\n| rule | says | where |\n| --- | --- | --- |\n"
        for module in modules:
            file = Path(inspect.getfile(module)).relative_to(ROOT)
            for name, thing in vars(module).items():
                if _is_rule(name, thing, module):
                    line = inspect.getsourcelines(thing)[1]
                    text += f"| `{name}` | {_sentence(thing)} | [{file.name}:{line}](../../{file}#L{line}) |\n"
    return text


def _rule_modules(domain: str) -> Iterator[ModuleType]:
    folder = ROOT / "src" / "zhongcao" / domain
    names = [f"zhongcao.{domain}.rules"] if (folder / "rules.py").exists() else []
    names += [f"zhongcao.{domain}.rules.{path.stem}" for path in sorted((folder / "rules").glob("[!_]*.py"))]
    names += [f"zhongcao.{domain}.rules.{path.stem}" for path in sorted((folder / "rules").glob("_[a-z]*.py"))]
    for name in names:
        yield importlib.import_module(name)


def _is_rule(name: str, thing: Any, module: ModuleType) -> bool:
    if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
        return False
    return inspect.isfunction(thing) or (inspect.isclass(thing) and not issubclass(thing, Problem))


def errors() -> str:
    """Every refusal with its code, status and sentence."""
    text = MADE + "# Refusals\n\n| code | status | says |\n| --- | --- | --- |\n"
    for code, kind in sorted(Problem.registry.items()):
        text += f"| `{code}` | {kind.status} | {kind.title()} |\n"
    return text


def events() -> str:
    """Every fact with its fields and who listens; every sweep and job."""
    text = (
        MADE
        + "# Facts, sweeps and jobs\n\n## Facts\n\n| fact | says | fields | heard by |\n| --- | --- | --- | --- |\n"
    )
    for kind in sorted(_facts(outbox.Fact), key=lambda kind: kind.topic()):
        fields = ", ".join(f"{field.name}" for field in msgspec.structs.fields(kind))
        heard = ", ".join(f"`{name}`" for name, _, _ in outbox.reactions_to(kind.topic()))
        text += f"| `{kind.topic()}` | {_sentence(kind)} | {fields} | {heard or '-'} |\n"
    text += "\n## Sweeps\n\n| sweep | every | says |\n| --- | --- | --- |\n"
    for name, (seconds, sweep) in sorted(jobs.sweeps().items()):
        text += f"| `{name}` | {seconds:g} s | {_sentence(sweep)} |\n"
    text += "\n## Jobs\n\n| job | says |\n| --- | --- |\n"
    for name, job in sorted(jobs.jobs().items()):
        text += f"| `{name}` | {_sentence(job)} |\n"
    return text


def _facts(kind: type[outbox.Fact]) -> Iterator[type[outbox.Fact]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("zhongcao."):
            yield child
        yield from _facts(child)


def settings() -> str:
    """Every setting with its default and meaning."""
    text = MADE + "# Settings\n\n| variable | default | meaning |\n| --- | --- | --- |\n"
    hints = get_type_hints(Settings, include_extras=True)
    for field in msgspec.structs.fields(Settings):
        meaning = next((meta.description for meta in get_args(hints[field.name]) if isinstance(meta, msgspec.Meta)), "")
        default = field.default.value if isinstance(field.default, Enum) else field.default
        text += f"| `{PREFIX}{field.name.upper()}` | `{default!s}` | {meaning} |\n"
    return text


def api() -> str:
    """The OpenAPI document of the whole application."""
    sessions = make_sessions(make_engine("postgresql://nobody@localhost/none"))
    app = asgi.build(Settings(), sessions, keys=KeyRing.ephemeral(), objects=memory_objects())
    raw = msgspec.json.encode(openapi.document(app), order="deterministic")
    return msgspec.json.format(raw, indent=1).decode() + "\n"


def _sentence(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").split("\n", 1)[0].replace("|", "\\|")


def main() -> int:
    """Write the documents, or with --check say which are stale."""
    load_work()
    made = {
        "openapi.json": api(),
        "rules.md": rules(),
        "errors.md": errors(),
        "events.md": events(),
        "settings.md": settings(),
    }
    TARGET.mkdir(parents=True, exist_ok=True)
    stale = [name for name, text in made.items() if not (TARGET / name).exists() or (TARGET / name).read_text() != text]
    if "--check" in sys.argv:
        print(f"stale: {', '.join(stale)}; run ./zhongcao docs" if stale else "docs: in sync")
        return 1 if stale else 0
    for name in stale:
        (TARGET / name).write_text(made[name])
    print(f"docs: {', '.join(stale) or 'nothing'} rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
