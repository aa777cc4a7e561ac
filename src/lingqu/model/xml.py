"""XML from strangers: one hardened way to parse it. No DOCTYPE, no entities, no network, and limits on everything."""

from __future__ import annotations

from itertools import count
from typing import Any
from xml.sax.saxutils import escape  # writes text, parses nothing

import msgspec
from lxml import etree

import lingqu.model.messages  # noqa: F401 - registers the texts of the codes raised here
from lingqu.kernel.errors import Invalid

_XML = "http://www.w3.org/XML/1998/namespace"


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much XML is taken from one document."""

    size: int = 20 * 1024 * 1024  # bytes
    depth: int = 100  # elements inside one another; whoever walks a drawing may therefore recurse
    elements: int = 200_000


def parse(data: bytes, limits: Limits) -> etree._Element:
    """The root of a document, without comments, processing instructions and whitespace between tags.

    Raises Invalid, with the line where one is known.
    """
    if len(data) > limits.size:
        raise Invalid("model.too_large", size=len(data), limit=limits.size)
    try:
        root = etree.fromstring(data, _parser(remove_blank_text=True))
    except etree.XMLSyntaxError as wrong:
        reason = (wrong.msg or "it ends too early").removesuffix(".")
        raise Invalid("model.malformed", line=wrong.lineno or 1, reason=reason) from None
    if root is None:
        raise Invalid("model.malformed", line=1, reason="there is no element")
    described: Any = root.getroottree().docinfo  # the stubs know nothing of it
    if described.doctype:
        raise Invalid("model.doctype")
    _measure(root, limits)
    return root


def canonical(element: etree._Element) -> str:
    """The canonical text of one element: which prefixes the document chose for namespaces is not in it."""
    prefixes: dict[str, str] = {}
    body = _canonical(element, prefixes)
    declared = "".join(f' xmlns:{prefix}="{_quoted(uri)}"' for uri, prefix in prefixes.items())
    name = body[1:].split(" ", 1)[0].split(">", 1)[0].removesuffix("/")
    return f"<{name}{declared}{body[1 + len(name) :]}"


def uncanonical(text: str) -> etree._Element:
    """The element of a canonical text; nothing but what `canonical` made is given here."""
    return etree.fromstring(text.encode(), _parser(remove_blank_text=False))


def declared(root: etree._Element) -> dict[str, str]:
    """A prefix for every namespace of the document; one that means two things keeps its first meaning."""
    prefixes: dict[str, str] = {}
    for _, (given, uri) in etree.iterwalk(root, events=("start-ns",)):
        if uri and prefixes.setdefault(given, uri) != uri and uri not in prefixes.values():
            prefixes[next(free for n in count(2) if (free := f"{given or 'ns'}_{n}") not in prefixes)] = uri
    return prefixes


def line_of(element: etree._Element) -> int:
    """The line where an element starts, from 1."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def _parser(*, remove_blank_text: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=remove_blank_text,
    )


def _measure(root: etree._Element, limits: Limits) -> None:
    count = depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        count += 1
        depth += 1
        if depth > limits.depth:
            raise Invalid("model.too_deep", line=line_of(element), limit=limits.depth)
        if count > limits.elements:
            raise Invalid("model.too_many", limit=limits.elements)


def _canonical(element: etree._Element, prefixes: dict[str, str]) -> str:
    name = _prefixed(str(element.tag), prefixes)
    attributes = sorted((_prefixed(str(key), prefixes), str(value)) for key, value in element.attrib.items())
    head = "".join(f' {key}="{_quoted(value)}"' for key, value in attributes)
    if ":" not in name:
        head = ' xmlns=""' + head  # so that it stays without a namespace wherever it is put
    inner = escape(element.text or "", {"\r": "&#13;"}) + "".join(
        _canonical(child, prefixes) + escape(child.tail or "", {"\r": "&#13;"}) for child in element
    )
    return f"<{name}{head}>{inner}</{name}>" if inner else f"<{name}{head}/>"


def _prefixed(name: str, prefixes: dict[str, str]) -> str:
    qualified = etree.QName(name)
    if not qualified.namespace:
        return qualified.localname
    if qualified.namespace == _XML:
        return f"xml:{qualified.localname}"
    return f"{prefixes.setdefault(qualified.namespace, f'n{len(prefixes)}')}:{qualified.localname}"


def _quoted(value: str) -> str:
    return escape(value, {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
