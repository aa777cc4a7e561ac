"""The small parts of which BPMN elements are made: kept XML, texts, extensions, and the base of all elements."""

from __future__ import annotations

import re
from typing import TypeAlias, TypeVar
from xml.sax.saxutils import unescape  # reads no XML

import msgspec

#: Attributes that have no field of their own: (name, value), a foreign name as "{namespace}name".
Attributes: TypeAlias = tuple[tuple[str, str], ...]

#: How canonical XML begins: the local name, then the namespace.
_OUTERMOST = re.compile(r'<(?:n0:)?([^\s/>]+)(?: xmlns(?::n0)?="([^"]*)")?')


class Part(msgspec.Struct, frozen=True, kw_only=True, eq=False, rename="camel"):
    """A piece of a BPMN document. Two parts are equal when they say the same, on whatever line they stand.

    The name of a field in XML is its encoded name: camel case, or the one written beside it. `schema.py` derives
    from it what reader and writer do.
    """

    line: int = 0  # in the XML text it was read from, from 1; 0 = made by hand

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        for field in self.__struct_fields__:  # a plain loop: sub-processes nest, and a generator doubles the depth
            if field != "line" and getattr(self, field) != getattr(other, field):
                return False
        return True

    def __ne__(self, other: object) -> bool:
        return not self == other  # the struct's own would compare identities

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, field) for field in self.__struct_fields__ if field != "line")))


class Raw(Part, frozen=True, kw_only=True):
    """XML that we keep without understanding it: canonical text, whitespace between tags dropped."""

    xml: str
    ordinal: int = 0  # where it stands among its siblings: its own number, or that of the element after it

    @property
    def name(self) -> str:
        """The name of its outermost element, "{namespace}local"; only "local" without a namespace."""
        found = _OUTERMOST.match(self.xml)
        if found is None:
            return ""
        return f"{{{unescape(found[2])}}}{found[1]}" if found[2] else found[1]


class Text(Part, frozen=True, kw_only=True):
    """A BPMN element that holds only text: an expression, a documentation, a reference to another element."""

    text: str
    ordinal: int = 0
    attributes: Attributes = ()


class Extension(Part, frozen=True, kw_only=True):
    """A typed element of `extensionElements`; `zeebe.py` and `lingqu.py` hold the kinds."""

    attributes: Attributes = ()  # those we do not know
    rest: tuple[Raw, ...] = ()  # children we do not know


E = TypeVar("E", bound=Extension)


class Extensions(Part, frozen=True, kw_only=True):
    """What stands in `extensionElements`, in document order: what we know typed, what is foreign raw."""

    items: tuple[Extension | Raw, ...] = ()
    ordinal: int = -1  # -1 = the document has no such element
    attributes: Attributes = ()

    def one(self, kind: type[E]) -> E | None:
        """The first extension of that kind."""
        return next((item for item in self.items if isinstance(item, kind)), None)

    def all(self, kind: type[E]) -> tuple[E, ...]:
        """All extensions of that kind, in document order."""
        return tuple(item for item in self.items if isinstance(item, kind))


NO_EXTENSIONS = Extensions()


class Element(Part, frozen=True, kw_only=True):
    """Base of everything in a BPMN document that can have an id.

    `ordinal` is the number by which state and events name the element: its position in document order among
    all elements of the BPMN namespace, from 0 (`definitions`), `incoming` and `outgoing` not counted because
    they are rebuilt from the flows. It depends on the XML text alone, never on what this reader understands.
    Ids may be missing ("") or repeat in files of others; ordinals never do.
    """

    id: str = ""
    name: str = ""
    ordinal: int = 0
    documentation: tuple[Text, ...] = ()
    extensions: Extensions = NO_EXTENSIONS
    attributes: Attributes = ()  # those that have no field here
    rest: tuple[Raw, ...] = ()  # children that have no field here

    def attribute(self, name: str) -> str | None:
        """An attribute that has no field of its own; foreign ones as "{namespace}name"."""
        return next((value for key, value in self.attributes if key == name), None)
