"""The OpenAPI document: Litestar's, completed with the refusals that each route names."""

from typing import Any

import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

from zhongcao.kit.http import ANYONE, PROBLEM_TYPE
from zhongcao.kit.problems import Problem

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "details": {"type": "object"},
    },
}
ALWAYS = {400: "The request cannot be read.", 422: "The request does not make sense.", 503: "Try again."}
GUARDED = {401: "Please sign in first.", 403: "You may not do this."}


def document(app: Litestar) -> dict[str, Any]:
    """The whole API as plain data; made once and kept with the application."""
    if "openapi" not in app.state:
        made: dict[str, Any] = msgspec.to_builtins(app.openapi_schema.to_schema())
        made.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        handlers = {
            (route.path_format, method.lower()): handler
            for route in app.routes
            if isinstance(route, HTTPRoute)
            for handler in route.route_handlers
            for method in handler.http_methods
        }
        for path, operations in made["paths"].items():
            for method, operation in operations.items():
                if (path, method) in handlers:
                    _complete(operation, handlers[path, method].opt)
        app.state["openapi"] = made
    complete: dict[str, Any] = app.state["openapi"]
    return complete


def _complete(operation: dict[str, Any], opt: dict[str, Any]) -> None:
    refusals: tuple[type[Problem], ...] = opt.get("refusals", ())
    told: dict[int, list[str]] = {status: [text] for status, text in ALWAYS.items()}
    if opt.get("access") != ANYONE:
        told |= {status: [text] for status, text in GUARDED.items()}
    for refusal in refusals:
        told.setdefault(refusal.status, []).append(f"`{refusal.code}`: {refusal.title()}")
    operation["responses"].pop("400", None)
    for status, texts in sorted(told.items()):
        operation["responses"][str(status)] = {
            "description": " ".join(texts),
            "content": {PROBLEM_TYPE: {"schema": PROBLEM_REF}},
        }
    operation["x-access"] = sorted(opt.get("access", ()))
    operation["x-refusals"] = sorted(refusal.code for refusal in refusals)
