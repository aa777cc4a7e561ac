"""Tables of the reference page on BPMN: what each element holds, and where which extension element means something.

Read from the types that the reader uses, with the comments that stand beside their fields.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache

from lingqu.model.bpmn import data, elements, events
from lingqu.model.bpmn.parts import Element, Extension
from lingqu.model.bpmn.places import PLACES
from lingqu.model.bpmn.schema import ALIASES, EXTENSION_TAGS, TAGS, Layout, layout

_FIELD = re.compile(r"^    (\w+): .*?#\s*(.+)$", re.MULTILINE)
_FAMILIES = {"flow nodes": elements.FlowNode, "activities": elements.Activity, "events": elements.Event}
#: What stands everywhere, or has a table of its own.
_ASIDE = {"id", "name", "documentation"}


def attributes_table() -> str:
    """Each element with its attributes and the elements in it; what all activities have stands with them."""
    lines = ["| element | attributes | in it |", "| --- | --- | --- |"]
    lines.append(_row("every activity", elements.Activity, _ASIDE))
    for kind, tags in _by_kind():
        known = _ASIDE | (_names(layout(elements.Activity)) if issubclass(kind, elements.Activity) else set())
        row = _row(", ".join(f"`{tag}`" for tag in tags), kind, known)
        if not row.endswith("|  |  |"):
            lines.append(row)
    return "\n".join(lines)


def extensions_table() -> str:
    """Each extension element, where it means something, and its attributes."""
    lines = ["| extension element | on | attributes |", "| --- | --- | --- |"]
    inner = {slot.kind for kind in EXTENSION_TAGS for slot in layout(kind).children}
    for kind, full in sorted(EXTENSION_TAGS.items(), key=lambda one: (one[0].__module__, one[0].__name__)):
        if kind in inner:
            continue
        name = f"{kind.__module__.rpartition('.')[2]}:{full.rpartition('}')[2]}"
        lines.append(f"| `{name}` | {_places(kind)} | {_held(kind)} |")
    return "\n".join(lines)


def _places(kind: type[Extension]) -> str:
    tags = PLACES.get(kind)
    if tags is None:
        return "anything"
    if not tags:
        return "nothing: it is told that it means nothing"
    left = list(tags)
    found: list[str] = []
    for family, base in _FAMILIES.items():
        members = {name for name, tag in TAGS.items() if issubclass(tag.kind, base)}
        if members <= set(left):
            found.append(f"all {family}")
            left = [tag for tag in left if tag not in members]
    return ", ".join([*found, *(f"`{tag}`" for tag in left)])


def _held(kind: type[Extension]) -> str:
    shape = layout(kind)
    parts = [f"`{name}`" if name != "#text" else "its text" for name in shape.attributes]
    for slot in shape.children:
        inner = EXTENSION_TAGS[slot.kind].rpartition("}")[2]
        parts.append(f"`{inner}` ({', '.join(f'`{name}`' for name in layout(slot.kind).attributes)})")
    return ", ".join(parts)


def _by_kind() -> Iterator[tuple[type[Element], list[str]]]:
    found: dict[type[Element], list[str]] = {}
    for name, tag in TAGS.items():
        found.setdefault(tag.kind, []).append(name)
    yield from found.items()


def _row(said: str, kind: type[Element], known: set[str]) -> str:
    shape = layout(kind)
    attributes = [_told(kind, slot.field, name) for name, slot in shape.attributes.items() if name not in known]
    texts = [_told(kind, slot.field, name) for name, slot in shape.texts.items() if name not in known]
    return f"| {said} | {', '.join(attributes)} | {', '.join((*texts, *_children(kind, known)))} |"


def _children(kind: type[Element], known: set[str]) -> Iterable[str]:
    """Elements inside that are no flow nodes, flows or artifacts: those stand for themselves."""
    for slot in layout(kind).children:
        if slot.field in known or issubclass(slot.kind, elements.FlowNode | elements.SequenceFlow | elements.Artifact):
            continue
        tags = [name for name, tag in TAGS.items() if issubclass(tag.kind, slot.kind)]
        if tags and len(tags) < 4:
            yield ", ".join(f"`{tag}`" for tag in tags)


def _names(shape: Layout) -> set[str]:
    return {*shape.attributes, *shape.texts, *(slot.field for slot in shape.children)}


def _told(kind: type[Element], field: str, name: str) -> str:
    """The name in the file, with what the comment beside the field says."""
    other = next((alias for names in ALIASES.values() for alias, usual in names.items() if usual == name), "")
    told = next((_comments()[one.__name__, field] for one in kind.__mro__ if (one.__name__, field) in _comments()), "")
    return f"`{name}`" + (f", `{other}`" if other else "") + (f" ({told})" if told else "")


@cache
def _comments() -> dict[tuple[str, str], str]:
    """{(type, field): the comment beside it}."""
    found: dict[tuple[str, str], str] = {}
    for module in (elements, events, data):
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                for field, told in _FIELD.findall(inspect.getsource(kind)):
                    found[kind.__name__, field] = told.replace("|", "\\|")
    return found
