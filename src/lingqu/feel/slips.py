"""Slips of the hand: what other languages, spreadsheets and Chinese keyboards write, and what FEEL writes instead."""

from __future__ import annotations

from collections.abc import Sequence

Hint = tuple[str, str]  # zh, en
NO_HINT: Hint = ("", "")

#: By the text that was found, or by the name of the slip.
SLIPS: dict[str, Hint] = {
    "==": ("FEEL 用一个 = 表示相等。", "FEEL writes equality with one '='."),
    "&": ("“并且” 写 and, 连接文本写 +。", "FEEL writes 'and'; texts are joined with '+'."),
    "|": ("FEEL 用 or 表示 “或者”。", "FEEL writes 'or'."),
    "!": ("FEEL 用 not(...) 表示否定, 用 != 表示不等。", "FEEL writes 'not(...)'; 'not equal' is '!='."),
    "'": ("文本用英文双引号。", "Texts stand in double quotes."),
    "=": ("开头的 = 是外层标记, 不属于表达式。", "A leading '=' marks an expression; it is not part of it."),
    "%": (
        "余数用 modulo(a, b); 百分数写成小数, 例如 0.05。",
        "The remainder is 'modulo(a, b)'; five per cent is '0.05'.",
    ),
    "^": ("乘方用 **。", "A power is written '**'."),
    ";": (
        "表达式末尾没有分号; 参数之间用逗号。",
        "An expression does not end with a semicolon; arguments are separated by commas.",
    ),
    "<>": ("不等号是 !=。", "'Not equal' is written '!='."),
    "=<": ("小于等于是 <=。", "'At most' is written '<='."),
    "=>": ("大于等于是 >=; 函数写作 function(x) …。", "'At least' is written '>='; a function is 'function(x) …'."),
    "?:": ("条件写作 if … then … else …。", "A condition is written 'if … then … else …'."),
    "return": ("直接写出结果, 不需要 return。", "Write the result itself, without 'return'."),
    "null": ("判断是否为空写作 x = null 或 x != null。", "Ask for null with 'x = null' or 'x != null'."),
    "then": ("另一个条件写作 else if … then …。", "Another condition is 'else if … then …'."),
    "AND": ("and 用小写。", "'and' is written in small letters."),
    "OR": ("or 用小写。", "'or' is written in small letters."),
    "1,000": ("数字里不写千分位逗号: 1000。", "A number has no commas: '1000'."),
    "else": (
        "每个 if 都要有 else; 没有结果就写 else null。",
        "Every 'if' has an 'else'; write 'else null' for nothing.",
    ),
}

#: Signs of Chinese and typographic keyboards, and the plain ones that FEEL reads.
PLAIN: dict[str, str] = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "「": '"', "」": '"',
    "；": ",", "、": ",", "。": ".", "【": "[", "】": "]", "〔": "[", "〕": "]", "《": "<", "》": ">", "…": "..",
    "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "－": "-", "−": "-", "–": "-", "—": "-",
}  # fmt: skip
#: Those that nobody means as part of a name, though the grammar's names may hold them (rule "name start char").
NOT_IN_NAMES = frozenset("，；＝＞＜！＋｜＆＂＇、。「」《》【】〔〕")

_VALUES = {
    "True": "true", "TRUE": "true", "False": "false", "FALSE": "false", "None": "null", "nil": "null", "NULL": "null",
    "undefined": "null", "真": "true", "假": "false", "空": "null",
}  # fmt: skip
_WORDS = {"AND": "and", "And": "and", "OR": "or", "Or": "or", "NOT": "not(...)", "并且": "and", "或者": "or"}


def hint_of(slip: str) -> Hint:
    """The hint for a slip; empty if there is none."""
    return SLIPS.get(slip) or (_plain(slip) if slip in PLAIN else NO_HINT)


def _plain(mark: str) -> Hint:
    plain = PLAIN[mark]
    return (
        f"'{mark}' 是中文或全角符号, 请改用英文半角 {plain} 。",
        f"'{mark}' is not a plain sign; write {plain} instead.",
    )


def hint_of_signs(text: str) -> Hint:
    """A hint if a text without its strings holds a sign of a Chinese keyboard."""
    inside = False
    for at, mark in enumerate(text):
        if mark == '"' and text[at - 1 : at] != "\\":
            inside = not inside
        elif not inside and mark in PLAIN:
            return _plain(mark)
    return NO_HINT


def hint_of_name(name: str) -> Hint:
    """A hint if a name that nobody knows looks like something else."""
    if name in _VALUES:
        return f"应写作 {_VALUES[name]}。", f"Write '{_VALUES[name]}'."
    words = name.split()
    if len(words) > 1 and words[0] in ("not", "NOT", "Not"):
        return "否定写作 not(...)。", "Negation is written 'not(...)'."
    for word in words[1:]:
        if word in _WORDS:
            return f"“{word}” 应写作 {_WORDS[word]}。", f"'{word}' is written '{_WORDS[word]}'."
    return hint_of_signs(name)


def first_odd_sign(words: Sequence[str]) -> tuple[int, int] | None:
    """Where among words a sign stands that cannot be meant as part of a name: number of the word, place in it."""
    for number, word in enumerate(words):
        for at, mark in enumerate(word):
            if mark in NOT_IN_NAMES or (at == 0 and "０" <= mark <= "９"):
                return number, at
    return None
