"""Structs to elements and back: fixed order, checked lengths, nothing unknown."""

import re
import types
import typing
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import msgspec

from zhongcao.customs.gateways import xml
from zhongcao.customs.gateways.ceb._types import Part

CEB = "http://www.chinaport.gov.cn/ceb"
P = TypeVar("P", bound=Part)
_DIGITS, _DECIMALS = 19, 5
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Malformed(ValueError):
    """A document breaks the message standard."""


class _Field(msgspec.Struct, frozen=True):
    attribute: str
    element: str
    inner: type[Part] | None  # nested part, else plain text
    many: bool
    required: bool


@cache
def _fields(kind: type[Part]) -> tuple[_Field, ...]:
    planned = []
    for field in msgspec.structs.fields(kind):
        inner, many = _nested(field.type)
        planned.append(_Field(field.name, field.encode_name, inner, many, field.required))
    return tuple(planned)


def _nested(hint: Any) -> tuple[type[Part] | None, bool]:
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    if isinstance(hint, type) and not isinstance(hint, types.GenericAlias) and issubclass(hint, Part):
        return hint, False
    return None, False


def write_part(name: str, part: Part) -> str:
    """A part as canonical XML; refuses what is too long or out of range before anybody else does."""
    try:
        msgspec.convert(msgspec.to_builtins(part, builtin_types=(Decimal,)), type(part))
    except msgspec.ValidationError as error:
        raise Malformed(f"{name}: {error}") from None
    pieces: list[str] = []
    _write(name, part, pieces)
    return "".join(pieces)


def _write(name: str, part: Part, pieces: list[str]) -> None:
    pieces.append(f"<ceb:{name}>")
    for field in _fields(type(part)):
        value = getattr(part, field.attribute)
        if value is None:
            continue
        if field.many:
            for one in value:
                _write(field.element, one, pieces)
        elif field.inner is not None:
            _write(field.element, value, pieces)
        else:
            text = _number(value, field.element) if isinstance(value, Decimal) else _text(str(value), field.element)
            pieces.append(f"<ceb:{field.element}>{text}</ceb:{field.element}>")
    pieces.append(f"</ceb:{name}>")


def read_part(element: Any, kind: type[P]) -> P:
    """A part from its element; order, names, lengths and ranges must be those of the standard."""
    try:
        part = msgspec.convert(_read(element, kind), kind, strict=False)
    except (msgspec.ValidationError, xml.BadXml) as error:
        raise Malformed(f"{kind.__name__}: {error}") from None
    _check_numbers(part)
    return part


def _read(element: Any, kind: type[Part]) -> dict[str, Any]:
    fields = _fields(kind)
    found: dict[str, Any] = {field.element: [] for field in fields if field.many}
    position = 0
    for child in element:
        name = xml.local_name(child, CEB)
        while position < len(fields) and fields[position].element != name:
            position += 1
        if position == len(fields):
            raise Malformed(f"{kind.__name__}: {name} is unknown or out of order")
        field = fields[position]
        if field.many:
            found[name].append(_read(child, field.inner) if field.inner else child.text)
            continue
        if name in found:
            raise Malformed(f"{kind.__name__}: {name} stands there twice")
        if field.inner is not None:
            found[name] = _read(child, field.inner)
        elif len(child):
            raise Malformed(f"{kind.__name__}: {name} holds elements instead of text")
        elif child.text or field.required:
            found[name] = child.text or ""
    return found


def _check_numbers(part: Part) -> None:
    for field in _fields(type(part)):
        value = getattr(part, field.attribute)
        if isinstance(value, Decimal):
            _number(value, field.element)
        elif field.many:
            for one in value:
                _check_numbers(one)
        elif field.inner is not None:
            _check_numbers(value)


def _text(value: str, name: str) -> str:
    if _NOT_XML.search(value):
        raise Malformed(f"{name}: a character that XML cannot carry")
    return xml.escape_text(value)


def _number(value: Decimal, name: str) -> str:
    if not value.is_finite() or value < 0:
        raise Malformed(f"{name}: {value} is not an amount")
    text = format(value.normalize(), "f")
    whole, _, decimals = text.partition(".")
    if len(decimals) > _DECIMALS or len(whole) > _DIGITS - _DECIMALS:
        raise Malformed(f"{name}: {value} has more than {_DIGITS} digits or {_DECIMALS} decimals")
    return text
