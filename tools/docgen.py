"""Generate docs/generated and the front end's types from the code: `python tools/docgen.py [--check]`."""

import importlib
import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import msgspec

from typegen import typescript
from zhongcao.app import asgi, openapi
from zhongcao.app.wiring import LADDER, load_work
from zhongcao.importing.format import FILES
from zhongcao.importing.mapping import BY_PATH
from zhongcao.insight import service as insight
from zhongcao.insight.jobs import SCHEMA as LAKE_SCHEMA
from zhongcao.insight.rules import BATCH_MAX, EventKind
from zhongcao.insight.schemas import Event
from zhongcao.kit import jobs, outbox
from zhongcao.kit.db import make_engine, make_sessions
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import memory_objects
from zhongcao.kit.problems import Problem
from zhongcao.kit.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "generated"
WEB = ROOT / "web" / "src"
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
    """Every refusal with its code, status and both sentences."""
    text = MADE + "# Refusals\n\n| code | status | says | in Chinese |\n| --- | --- | --- | --- |\n"
    for code, kind in sorted(Problem.registry.items()):
        text += f"| `{code}` | {kind.status} | {kind.title()} | {kind.zh} |\n"
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


def event_schema() -> str:
    """The one schema of behaviour events, field by field, and the columns of the lake's table."""
    text = MADE + "# Behaviour events\n\n"
    text += f'Sent in batches of up to {BATCH_MAX} to `POST /v1/events` as `{{"events": [...]}}`; signed in or not. '
    text += "An event is counted once by its `id`; one with an unbelievable time is left out and named in the answer. "
    text += "Fields that we do not know are refused.\n\n"
    text += _fields_of(Event)
    text += "\n## Kinds\n\n| kind | counts as |\n| --- | --- |\n"
    for kind in EventKind:
        signal, step = insight.SIGNAL_OF_EVENT.get(kind), insight.STEP_OF_EVENT.get(kind)
        counted = [f"demand signal `{signal.value}` of its product"] if signal else []
        counted += [f"funnel step `{step.value}`"] if step else []
        text += f"| `{kind.value}` | {', '.join(counted) or 'kept in the lake only'} |\n"
    text += "\n## In the lake\n\nDelta table `events`, one row an event, partitioned by `day` (the day in China).\n\n"
    text += "| column | type |\n| --- | --- |\n"
    for column in LAKE_SCHEMA:
        text += f"| `{column.name}` | {column.type} |\n"
    text += "\n`person` is a keyed pseudonym that changes every year; it leads to no account, phone or address.\n"
    return text


def import_format() -> str:
    """The open import format, file by file, and what adapters make of a source's categories."""
    text = MADE + "# Import format\n\n"
    text += (
        "A folder with any of these files, each as `<name>.csv` (UTF-8, header row) or `<name>.jsonl` (one JSON object "
        "a line). Lists inside a CSV cell are separated by `|`; an empty cell means 'not stated'. Files are read in "
        "the order below; a row may name rows of earlier files and rows that were imported before. A bad row is "
        "reported with file, line, column and reason and left out; a file with missing or strange columns imports "
        "nothing. Importing again changes nothing.\n\n"
        "`./zhongcao import FOLDER`, or `--from sephora` and `--from shopify` for those sources.\n"
    )
    for name, kind in FILES.items():
        text += f"\n## {name}\n\n{_sentence(kind)}\n\n{_fields_of(kind)}"
    text += "\n## From a source's category to ours\n\n"
    text += "The longest matching path wins. What matches no row gets no customs data and is listed for staff.\n\n"
    text += "| path at the source | category | HS code | tax category | unit | shelf life, days |\n"
    text += "| --- | --- | --- | --- | --- | --- |\n"
    for path, mapped in BY_PATH.items():
        cells = (mapped.category, mapped.hs_code, mapped.tax_category, mapped.unit, mapped.shelf_life_days or "-")
        text += f"| {path} | " + " | ".join(str(cell) for cell in cells) + " |\n"
    return text


def _fields_of(kind: type[msgspec.Struct]) -> str:
    """A table of a struct's fields: type, limits, whether required, meaning, example."""
    text = "| field | type | required | meaning | example |\n| --- | --- | --- | --- | --- |\n"
    _, defined = msgspec.json.schema_components([kind])
    properties = defined[kind.__name__]["properties"]
    for field in msgspec.structs.fields(kind):
        shape = properties[field.encode_name]
        about = [one for one in (shape, *shape.get("anyOf", []), *shape.get("allOf", [])) if one.get("type") != "null"]
        meaning = next((one["description"] for one in about if "description" in one), "")
        example = next((str(one["examples"][0]) for one in about if one.get("examples")), "")
        required = "yes" if field.required else "no"
        text += f"| `{field.name}` | {_shape(shape, defined)} | {required} | {_cell(meaning)} | {_cell(example)} |\n"
    return text


def _shape(shape: dict[str, Any], defined: dict[str, Any]) -> str:
    """A JSON schema in a few words: `text, at most 200`, `whole number, 1 to 5`, one of some words."""
    if "$ref" in shape:
        return _shape(defined[shape["$ref"].rsplit("/", 1)[-1]], defined)
    for several in ("anyOf", "allOf"):
        if several in shape:
            return " or ".join(_shape(one, defined) for one in shape[several] if one.get("type") != "null")
    if "enum" in shape:
        return "one of " + ", ".join(f"`{word}`" for word in shape["enum"])
    kind = SHAPES.get(shape.get("format", ""), SHAPES.get(shape.get("type", ""), "any"))
    if shape.get("type") == "array":
        kind = f"list of {_shape(shape['items'], defined)}"
    limits = [f"at most {shape[name]}" for name in ("maxLength", "maxItems") if name in shape]
    if "minimum" in shape or "maximum" in shape:
        limits.append(f"{shape.get('minimum', '')} to {shape.get('maximum', '')}")
    if "pattern" in shape:
        limits.append(f"`{_cell(shape['pattern'])}`")
    return ", ".join((kind, *limits))


SHAPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "yes or no",
    "array": "list",
    "date": "date (2023-03-21)",
    "date-time": "moment (ISO 8601 with offset)",
    "uuid": "UUID",
    "decimal": "decimal number",
}
"""What JSON schema's types and formats are called here."""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def api() -> dict[str, Any]:
    """The OpenAPI document of the whole application."""
    sessions = make_sessions(make_engine("postgresql://nobody@localhost/none"))
    app = asgi.build(Settings(), sessions, keys=KeyRing.ephemeral(), objects=memory_objects())
    return openapi.document(app)


def openapi_json(document: dict[str, Any]) -> str:
    """The same as text that only changes where the API does."""
    return msgspec.json.format(msgspec.json.encode(document, order="deterministic"), indent=1).decode() + "\n"


def _sentence(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").split("\n", 1)[0].replace("|", "\\|")


def main() -> int:
    """Write the documents, or with --check say which are stale."""
    load_work()
    document = api()
    made = {
        TARGET / "openapi.json": openapi_json(document),
        TARGET / "rules.md": rules(),
        TARGET / "errors.md": errors(),
        TARGET / "events.md": events(),
        TARGET / "settings.md": settings(),
        TARGET / "event_schema.md": event_schema(),
        TARGET / "import_format.md": import_format(),
        **{WEB / name: text for name, text in typescript(document).items()},
    }
    gone = sorted(set((WEB / "api").glob("*.gen.ts")) - set(made))
    stale = [path for path, text in made.items() if not path.exists() or path.read_text() != text]
    told = ", ".join(path.name for path in [*stale, *gone])
    if "--check" in sys.argv:
        print(f"stale: {told}; run ./zhongcao docs" if told else "docs: in sync")
        return 1 if told else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path])
    for path in gone:
        path.unlink()
    print(f"docs: {told or 'nothing'} rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
