"""Turn the OpenAPI document into TypeScript: a file with all types, and operations as functions in files by address.

Types flow one way, from the structs of the API to the screens; `./zhongcao docs` writes the files and
`./zhongcao check` finds them stale. Parameters of path, query and header are flat arguments; the body is `body`.
Screens import all of it from `api.gen.ts`. Each operation is a call without side effects, and each part of the API a
module of its own, so that the first screen carries nothing of the console.
"""

import json
import re
from typing import Any

HEAD = "// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.\n"
INDEX = "api.gen.ts"
OWN = "me"
"""What is under here is many things; each has a part of its own."""
SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
REFERENCE = "#/components/schemas/"


def typescript(document: dict[str, Any]) -> dict[str, str]:
    """The files by name: every schema as a type, every operation as a function."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    parts: dict[str, str] = {}
    for path, operations in sorted(document["paths"].items()):
        if path.startswith("/v1/"):
            made = (_operation(path, method, described) for method, described in sorted(operations.items()))
            parts[part_of(path)] = parts.get(part_of(path), "") + "".join(made)
    index = HEAD + "".join(f"export * from './api/{part}.gen'\n" for part in sorted(parts)) + "\n"
    for name in sorted(schemas, key=type_name):
        index += f"export type {type_name(name)} = {shape(schemas[name])}\n"
    names = {type_name(name) for name in schemas}
    return {INDEX: index} | {f"api/{part}.gen.ts": _head(text, names) + text for part, text in parts.items()}


def part_of(path: str) -> str:
    """The part of the API that an address belongs to: `/v1/me/albums/{album}` to `me_albums`."""
    first, *rest = path.removeprefix("/v1/").split("/")
    return f"{first}_{rest[0]}" if first == OWN and rest else first


def _head(text: str, names: set[str]) -> str:
    used = sorted(names & set(re.findall(r"\w+", text)))
    types = f"import type {{ {', '.join(used)} }} from '../api.gen'\n" if used else ""
    return f"{HEAD}import {{ operation }} from '../lib/http'\n{types}\n"


def type_name(schema: str) -> str:
    """A schema's name in TypeScript: `Page_zhongcao.trade.schemas.Order_` is `PageOfOrder`."""
    if found := re.fullmatch(r"(\w+?)_zhongcao\.(?:\w+\.)*(\w+)_", schema):
        return f"{found[1]}Of{found[2]}"
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", schema))


def shape(schema: dict[str, Any]) -> str:
    """A JSON schema as a TypeScript type."""
    if "$ref" in schema:
        return type_name(schema["$ref"].removeprefix(REFERENCE))
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    for several, sign in (("oneOf", " | "), ("anyOf", " | "), ("allOf", " & ")):
        if several in schema:
            return "(" + sign.join(dict.fromkeys(shape(one) for one in schema[several])) + ")"
    kind = schema.get("type")
    if isinstance(kind, list):
        return "(" + " | ".join(shape({**schema, "type": one}) for one in kind) + ")"
    if schema.get("format") == "binary":
        return "Blob"
    if kind == "array":
        return f"{_listed(shape(schema.get('items', {})))}[]"
    if kind == "object":
        return _object(schema)
    return SCALARS.get(str(kind), "unknown")


def _listed(inner: str) -> str:
    return f"({inner})" if " | " in inner and not inner.startswith("(") else inner


def _object(schema: dict[str, Any]) -> str:
    if "properties" in schema:
        required = set(schema.get("required", ()))
        fields = (
            f"{name}{'' if name in required else '?'}: {shape(inner)}"
            for name, inner in sorted(schema["properties"].items())
        )
        return "{ " + "; ".join(fields) + " }"
    inner = schema.get("additionalProperties")
    return f"Record<string, {shape(inner) if isinstance(inner, dict) and inner else 'unknown'}>"


def _operation(path: str, method: str, described: dict[str, Any]) -> str:
    parameters = described.get("parameters", [])
    headers = [one["name"] for one in parameters if one["in"] == "header"]
    arguments = [
        f"{_argument(one['name'])}{'' if one.get('required') else '?'}: {_parameter(one['schema'])}"
        for one in parameters
    ]
    content: dict[str, Any] = described.get("requestBody", {}).get("content", {})
    if content:
        kind, body = next(iter(content.items()))
        arguments.append(f"body: {'FormData' if kind == 'multipart/form-data' else shape(body['schema'])}")
    result = _result(described["responses"])
    words = ", ".join(json.dumps(word) for word in (method.upper(), path, *headers))
    name = _camel(described["operationId"])
    listed = "{ " + "; ".join(arguments) + " }" if arguments else "{}"
    return f"export const {name} = /*#__PURE__*/ operation<{listed}, {result}>({words})\n"


def _parameter(schema: dict[str, Any]) -> str:
    """Ids are numbers in addresses and strings in JSON; in an address both look alike."""
    return re.sub(r"\bnumber\b", "string | number", shape(schema))


def _result(responses: dict[str, Any]) -> str:
    good = next((answer for status, answer in sorted(responses.items()) if status.startswith("2")), {})
    content: dict[str, Any] = good.get("content", {})
    for kind, body in content.items():
        if "json" in kind:
            return shape(body.get("schema", {}))
    return "string" if any(kind.startswith("text/") for kind in content) else "null"


def _argument(name: str) -> str:
    return _camel(name.lower().replace("-", "_")) if "-" in name else name


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
