"""The command that shows the settings."""

import json
import shutil
import sys
from typing import Annotated, Any, get_type_hints
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table

from zhongcao.kit.settings import PREFIX, Settings, load

console = Console()


def config(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Print the settings in force, with secrets masked.

    Example: ZHONGCAO_PORT=9000 ./zhongcao config
    """
    settings = load()
    values = {field: masked(field, getattr(settings, field)) for field in Settings.__struct_fields__}
    if as_json:
        sys.stdout.write(json.dumps(values, default=str, ensure_ascii=False, indent=2) + "\n")
        return
    hints = get_type_hints(Settings, include_extras=True)
    width = shutil.get_terminal_size().columns
    table = Table("Setting", "Value", *(["Meaning"] if width > 100 else []), box=None)
    for field, value in values.items():
        row = [PREFIX + field.upper(), str(value)]
        table.add_row(*row, *([hints[field].__metadata__[0].description] if width > 100 else []))
    console.print(table)


def masked(field: str, value: Any) -> Any:
    """A setting as it may be shown: no passwords, no keys."""
    if isinstance(value, str) and "://" in value and (parts := urlsplit(value)).password:
        return value.replace(f":{parts.password}@", ":***@", 1)
    if isinstance(value, str) and value and any(word in field for word in ("secret", "password_", "token")):
        return "***"
    return value
