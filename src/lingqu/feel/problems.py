"""Problems of a FEEL text: what was expected, where, and a hint for the usual slips."""

from __future__ import annotations

from lingqu.feel import messages as _messages  # noqa: F401  (registers the texts that the codes name)
from lingqu.feel.slips import NO_HINT, hint_of, hint_of_signs
from lingqu.kernel.errors import Invalid

#: What could stand at a place, in Chinese; what is not here is a piece of FEEL itself and the same in both languages.
EXPECTED_ZH: dict[str, str] = {
    "an expression": "一个表达式",
    "an operator": "运算符",
    "an operator or the end of the expression": "运算符或表达式的结尾",
    "',' or the end of the tests": "逗号或条件的结尾",
    "the name of a type": "类型的名称",
    "')', ']' or '[' at the end of the range": "区间末尾的 ')'、']' 或 '['",
    "',' or ')'": "',' 或 ')'",
    "',' or ']'": "',' 或 ']'",
    "',' or '}'": "',' 或 '}'",
    "*/": "注释的结尾 */",
    'a closing "': '收尾的双引号 "',
    "a name": "一个名称",
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
        zh, en = hint_of(slip)
        if (zh, en) == NO_HINT:
            zh, en = hint_of_signs(text)
        self.hint = en
        super().__init__(
            "feel.syntax",
            line=self.line,
            column=self.column,
            expected=expected,
            expected_zh=EXPECTED_ZH.get(expected, expected),
            found=found,
            found_zh="表达式的结尾" if found == "the end" else found,
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
