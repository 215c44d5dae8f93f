"""Reading XML from outside: no entities, no network, no DTD, no comments that split a text in two."""

from typing import Any

from lxml import etree

BYTES_MAX = 8 * 1024 * 1024
Element = Any  # lxml has no types


class BadXml(ValueError):
    """The bytes are not XML that we read."""


def parse(raw: bytes) -> Any:
    """The root element of a message; refuses whatever a customs message has no reason to contain."""
    if len(raw) > BYTES_MAX:
        raise BadXml(f"message of {len(raw)} bytes is larger than {BYTES_MAX}")
    # A parser for each document: lxml's parsers keep state and are not to be shared between threads.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise BadXml(str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadXml("a document type is not allowed")
    if next(root.iter(etree.Comment, etree.ProcessingInstruction, etree.Entity), None) is not None:
        raise BadXml("comments, instructions and entities are not allowed")
    return root


def canonical(element: Any) -> bytes:
    """Canonical XML 1.0 (2001) of an element in its document."""
    written: bytes = etree.tostring(element, method="c14n", exclusive=False, with_comments=False)
    return written


def local_name(element: Any, namespace: str) -> str:
    """Name of an element without its namespace, which must be the given one."""
    name = etree.QName(element)
    if name.namespace != namespace:
        raise BadXml(f"{name.localname} is not in namespace {namespace}")
    return str(name.localname)


def escape_text(text: str) -> str:
    """Text of an element exactly as canonical XML writes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")


def escape_attribute(text: str) -> str:
    """Value of an attribute exactly as canonical XML writes it."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return escaped.replace("\t", "&#x9;").replace("\n", "&#xA;").replace("\r", "&#xD;")
