"""Print the rows that tests/authorization.yaml lacks, and name those without a route.

Use: `python tools/authorization_rows.py`. A printed row is a suggestion taken from the code: read it, ask whether
these people should be let in, and only then put it into the file.
"""

import sys
from pathlib import Path

import yaml
from litestar import Litestar
from litestar.routes import HTTPRoute

from zhongcao.app import asgi
from zhongcao.kit.db import make_engine, make_sessions
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import memory_objects
from zhongcao.kit.settings import Settings

MATRIX = Path(__file__).parent.parent / "tests/authorization.yaml"


def routes_of(app: Litestar) -> dict[str, list[str]]:
    """Every route of the application, such as `GET /v1/me`, with the roles that its code lets in."""
    found = {}
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            if handler.fn.__module__.startswith("litestar."):
                continue
            for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                found[f"{method} {route.path_format}"] = sorted(handler.opt.get("access", ()))
    return found


def application() -> Litestar:
    """The application, over a database that is never asked."""
    sessions = make_sessions(make_engine("postgresql://nobody@localhost/nothing"))
    settings = Settings(environment="test", sandbox=True)
    return asgi.build(settings, sessions, keys=KeyRing.ephemeral(), objects=memory_objects())


def main() -> int:
    """Print what is missing; the exit code says whether anything was."""
    routes = routes_of(application())
    rows = yaml.safe_load(MATRIX.read_text()) if MATRIX.exists() else {}
    missing = [name for name in routes if name not in rows]
    for name in sorted(missing, key=lambda name: (name.split()[1], name)):
        sys.stdout.write(f"{name}: [{', '.join(routes[name])}]\n")
    for name in sorted(set(rows) - set(routes)):
        sys.stderr.write(f"no such route: {name}\n")
    return 1 if missing or set(rows) - set(routes) else 0


if __name__ == "__main__":
    sys.exit(main())
