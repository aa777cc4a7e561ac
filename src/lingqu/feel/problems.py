"""Problems of a FEEL text: what was expected, where, and a hint for the usual slips."""

from __future__ import annotations

from lingqu.feel import messages as _messages  # noqa: F401  (registers the texts that the codes name)
from lingqu.kernel.errors import Invalid

#: What other languages write, and what FEEL writes instead: {text found: (hint zh, hint en)}.
SLIPS: dict[str, tuple[str, str]] = {
    "==": ("FEEL 用一个 = 表示相等。", "FEEL writes equality with one '='."),
    "&": ("FEEL 用 and 表示 “并且”。", "FEEL writes 'and'."),
    "|": ("FEEL 用 or 表示 “或者”。", "FEEL writes 'or'."),
    "!": ("FEEL 用 not(...) 表示否定。", "FEEL writes 'not(...)'."),
    "'": ("字符串用双引号。", "Strings stand in double quotes."),
    "=": ("开头的 = 是外层标记, 不属于表达式。", "A leading '=' marks an expression; it is not part of it."),
    "%": ("余数用 modulo(a, b)。", "The remainder is 'modulo(a, b)'."),
    "^": ("乘方用 **。", "A power is written '**'."),
    ";": ("表达式末尾没有分号。", "An expression does not end with a semicolon."),
    "<>": ("不等号是 !=。", "'Not equal' is written '!='."),
    "?:": ("条件写作 if … then … else …。", "A condition is written 'if … then … else …'."),
    "“": ("请使用英文双引号。", "Use plain double quotes."),
}

#: What could stand at a place, in Chinese; what is not here is a piece of FEEL itself and the same in both languages.
EXPECTED_ZH: dict[str, str] = {
    "an expression": "一个表达式",
    "a name": "一个名称",
    "the end": "结尾",
    "the name of an entry": "一项的名称",
    "the name of an entry, or '}'": "一项的名称或 '}'",
    "the name of a variable": "变量的名称",
    "the name of a parameter": "参数的名称",
    "an argument": "一个参数",
    "all arguments named or none": "参数要么全部带名称, 要么全部不带",
    "a text in double quotes behind @": "@ 后面用双引号括起的文字",
    "a name and a closing `": "一个名称和收尾的 `",
}


class SyntaxProblem(Invalid):
    """A text that is not FEEL.

    `line` and `column` count from 1, `offset` from 0; `expected` says what could stand there; `hint` may be empty.
    """

    def __init__(self, text: str, offset: int, expected: str, found: str, slip: str = "") -> None:
        self.line, self.column = line_and_column(text, offset)
        self.offset = offset
        self.expected = expected
        zh, en = SLIPS.get(slip, ("", ""))
        self.hint = en
        super().__init__(
            "feel.syntax",
            line=self.line,
            column=self.column,
            expected=expected,
            expected_zh=EXPECTED_ZH.get(expected, expected),
            found=found,
            hint_zh=zh,
            hint_en=en,
        )

    def __str__(self) -> str:
        return super().__str__().strip()


class TooComplex(SyntaxProblem):
    """A text that is longer or nested deeper than an expression may be."""

    def __init__(self, text: str, offset: int, code: str, **params: int) -> None:
        self.line, self.column = line_and_column(text, offset)
        self.offset = offset
        self.expected = ""
        self.hint = ""
        Invalid.__init__(self, code, line=self.line, column=self.column, **params)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Where an offset stands in a text, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
