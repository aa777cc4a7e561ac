"""The reference of the built-in functions, en and zh, written from their declarations."""

from __future__ import annotations

from lingqu.feel.examples import EXAMPLES
from lingqu.feel.expression import compile as compile_feel
from lingqu.feel.registry import BUILTINS, Builtin, Language
from lingqu.feel.values import shown_inside

#: Families and their titles, zh and en.
_TITLES = {
    "conversions": ("转换", "Conversion"),
    "strings": ("文本", "Strings"),
    "numbers": ("数字", "Numbers"),
    "booleans": ("真假", "True and false"),
    "lists": ("列表", "Lists"),
    "statistics": ("计数、总和、极值", "Counts, sums, extremes"),
    "contexts": ("上下文", "Contexts"),
    "dates": ("日期、时间、时长", "Dates, times, durations"),
    "ranges": ("区间", "Ranges"),
    "camunda": ("标准之外", "Beyond the standard"),
    "formats": ("显示", "Showing values"),
}
_HEADS: dict[Language, str] = {
    "en": """# FEEL: built-in functions

Written from the functions' own declarations; do not edit by hand. [中文](feel-builtins.zh.md)

A parameter with `...` takes any number of arguments, one with `?` may be left out. Behind the arrow stands the type of
the result; `T` is any type, the same one wherever it stands. Where one value is wanted, a list of one item is taken as
that item; where a list is wanted, one value is taken as a list of it.
Arguments that do not fit give null and a warning. Functions may be called by the names of their parameters:
`substring(string: "foobar", start position: 3)`.
""",
    "zh": """# FEEL: 内置函数

本页由函数自身的声明生成, 请勿手工修改。[English](feel-builtins.md)

带 `...` 的参数可以给任意多个, 带 `?` 的可以省略。箭头后面是结果的类型; `T` 是任意一种类型, 在一行里处处相同。
需要一个值的地方可以给只有一项的列表; 需要列表的地方可以给一个值。
参数不合适时结果为 null, 并有警告。函数也可以按参数名调用:
`substring(string: "foobar", start position: 3)`。入门见 [FEEL 入门](../tutorial/feel.zh.md)。
""",
}
_COLUMNS: dict[Language, str] = {
    "en": "| function | parameters and result | what it gives | example |",
    "zh": "| 函数 | 参数和结果 | 说明 | 例子 |",
}


def reference(language: Language) -> str:
    """The page as Markdown."""
    lines = [_HEADS[language]]
    for family, titles in _TITLES.items():
        lines += [f"## {titles[language == 'en']}", "", _COLUMNS[language], "| --- | --- | --- | --- |"]
        lines += [_row(builtin, language) for _, builtin in sorted(BUILTINS.items()) if builtin.family == family]
        lines.append("")
    return "\n".join(lines)


def _row(builtin: Builtin, language: Language) -> str:
    parameters = "<br>".join(f"`{overload.declared()}`".replace("|", "\\|") for overload in builtin.overloads)
    return f"| `{builtin.name}` | {parameters} | {builtin.docs[language]} | {_example(builtin.name)} |"


def _example(name: str) -> str:
    """The example of a function and what it gives."""
    text = EXAMPLES[name]
    shown = shown_inside(compile_feel(text).evaluate({}).value)
    return "<br>".join(f"`{part}`".replace("|", "\\|") for part in (text, f"→ {shown}"))
