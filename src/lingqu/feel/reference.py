"""The reference of the built-in functions, written from their declarations."""

from __future__ import annotations

from lingqu.feel.examples import EXAMPLES
from lingqu.feel.expression import compile as compile_feel
from lingqu.feel.registry import BUILTINS, Builtin
from lingqu.feel.values import shown_inside

_TITLES = {
    "conversions": "Conversion",
    "strings": "Strings",
    "numbers": "Numbers",
    "booleans": "True and false",
    "lists": "Lists",
    "statistics": "Counts, sums, extremes",
    "contexts": "Contexts",
    "dates": "Dates, times, durations",
    "ranges": "Ranges",
    "camunda": "Beyond the standard",
    "formats": "Showing values",
}


def reference() -> str:
    """The page as Markdown."""
    lines = [
        "# FEEL: built-in functions",
        "",
        "Written from the functions' own declarations; do not edit by hand.",
        "",
        "A parameter with `...` takes any number of arguments. Where one value is wanted, a list of one item is",
        "taken as that item; where a list is wanted, one value is taken as a list of it.",
        "Arguments that do not fit give null and a warning. Functions may be called by the names of their parameters:",
        '`substring(string: "foobar", start position: 3)`. 中文入门见 [FEEL 入门](../tutorial/feel.zh.md).',
        "",
    ]
    for family, title in _TITLES.items():
        lines += [f"## {title}", "", "| function | parameters | what it gives | example |", "| --- | --- | --- | --- |"]
        lines += [_row(builtin) for _, builtin in sorted(BUILTINS.items()) if builtin.family == family]
        lines.append("")
    return "\n".join(lines)


def _row(builtin: Builtin) -> str:
    parameters = "<br>".join(f"`{overload.shown()}`" for overload in builtin.overloads)
    return f"| `{builtin.name}` | {parameters} | {builtin.doc} | {_example(builtin.name)} |"


def _example(name: str) -> str:
    """The example of a function and what it gives."""
    text = EXAMPLES[name]
    shown = shown_inside(compile_feel(text).evaluate({}).value)
    return "<br>".join(f"`{part}`".replace("|", "\\|") for part in (text, f"→ {shown}"))
