"""Fuzz decision models: whatever the bytes, they are read or refused, compiled or refused, evaluated without a raise."""

from xml.sax.saxutils import escape, quoteattr

from fuzz.feel_target import told
from fuzz.reading import Choices
from fuzz.words import VOCABULARY
from lingqu import dmn
from lingqu.kernel.errors import Rejected
from lingqu.model.bpmn import Text
from lingqu.model.dmn import VERSIONS, read, write
from lingqu.model.dmn import elements as e
from lingqu.model.dmn.schema import EXPRESSION_TAGS, layout

FUEL = 20_000
NAMES = ("a", "b", "full name", "x.y", "", "number", "count", "item")
KINDS = (
    "number",
    "string",
    "date",
    "list",
    "boolean",
    "a",
    "b",
    "feel:number",
    "p:a",
    "Any",
    "",
    "function<number>->a",
)
POLICIES = ("UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT", "SUM", "MIN", "COUNT", "?")
CELLS = ("-", "1", '"a"', "[1..5]", "< 3", "> 3, 7", "not(1)", "? > 1", 'date("2024-01-01")', '@"2024-01-01"', "true")


def document(data: bytes) -> bytes:
    """Raw bytes, or a document put together from what the standard's elements may hold."""
    choices = Choices(data)
    if choices.number(8) == 0:
        return data[1:]
    version = choices.one(tuple(VERSIONS.values()))
    return f'<definitions xmlns="{version}" namespace="n" name="m">{children(choices, e.Definitions, 0)}</definitions>'.encode(
        "utf-8", "replace"
    )


def children(choices: Choices, kind: type, depth: int) -> str:
    boxes = layout(kind).expressions
    parts = [(slot.name, slot.kind, slot) for slot in layout(kind).children.values()]
    if boxes is not None:
        parts += [(tag, inner, boxes) for inner, tag in EXPRESSION_TAGS.items()]
    made, used = [], set()
    for _ in range(choices.number(6) if parts and depth < 12 else 0):
        if choices.over:
            break
        tag, inner, slot = choices.one(parts)
        if slot.many or slot.field not in used or choices.number(256) == 7:  # one too many is refused
            made.append(element(choices, tag, inner, depth + 1))
            used.add(slot.field)
    return "".join(made)


def element(choices: Choices, tag: str, kind: type, depth: int) -> str:
    if kind is Text:
        return f"<{tag}>{escape(text(choices))}</{tag}>"
    given = "".join(
        f" {slot.name}={quoteattr(attribute(choices, slot.name))}"
        for slot in layout(kind).attributes.values()
        if choices.number(3)
    )
    return f"<{tag}{given}>{children(choices, kind, depth)}</{tag}>"


def attribute(choices: Choices, name: str) -> str:
    if name == "href":
        return "#" + choices.one(NAMES)
    if name in ("typeRef", "outputTypeRef"):
        return choices.one(KINDS)
    if name in ("hitPolicy", "aggregation"):
        return choices.one(POLICIES)
    if name.startswith("is"):
        return choices.one(("true", "false", "1"))
    return choices.one(NAMES) if choices.number(8) else plain(choices.text(8))


def text(choices: Choices) -> str:
    if choices.number(2):
        return choices.one((*CELLS, *NAMES))
    return plain("".join(choices.one(VOCABULARY) for _ in range(choices.number(8))))


def plain(given: str) -> str:
    """A text without what XML cannot hold."""
    return "".join(mark for mark in given if mark in "\t\n\r" or " " <= mark <= "\ud7ff" or mark > "\uffff")


def one_input(data: bytes) -> None:
    try:
        read_in = read(document(data))
    except Rejected as refused:
        told(refused.message)
        return
    written = write(read_in)
    assert write(read(written)) == written
    try:
        model = dmn.compile(read_in)
    except Rejected as refused:
        told(refused.message)
        return
    for problem in model.problems:
        told(problem.message)
    result = model.evaluate_all({"a": 1, "b": "x", "full name": [1, 2]}, now=1_700_000_000_000, fuel=FUEL)
    for warning in result.warnings:
        told(warning.message)
