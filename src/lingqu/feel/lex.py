"""Text to tokens. Names are cut into words here; which words make one name is the parser's decision."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from lingqu.feel.problems import SyntaxProblem, TooComplex

MAX_LENGTH = 100_000  # characters of one expression
MAX_TOKENS = 10_000  # words, signs, numbers and texts of one expression: compiling takes up to 5 kB for each
MAX_DIGITS = 1_000  # digits of one number in the text

Kind = Literal["name", "number", "string", "at", "symbol", "end"]

KEYWORDS = frozenset(
    (
        "for", "return", "if", "then", "else", "some", "every", "satisfies", "and", "or", "in", "between", "function",
        "external", "true", "false", "null",
    )
)  # fmt: skip
#: Longest first, so that `<=` is not read as `<`.
_SYMBOLS = ("..", "**", "->", "<=", ">=", "!=", *"+-*/=<>()[]{},:.'")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_VERTICAL = frozenset("\n\v\f\r\x85\u2028\u2029")
_SPACES = _VERTICAL | frozenset(
    "\t \xa0\u1680\u180e"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff"
)
#: The grammar's rule "name start char", beyond ASCII letters, as closed ranges of code points.
_START_RANGES = (
    (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D),
    (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip


class Token(msgspec.Struct, frozen=True, kw_only=True):
    kind: Kind
    text: str  # as written; for strings the value
    at: int  # offset of the first character
    end: int  # offset behind the last character
    escaped: bool = False  # a name in back quotes, which is no keyword


def starts_name(mark: str) -> bool:
    """Whether a name may begin with that character."""
    if mark.isascii():
        return mark.isalpha() or mark == "_"
    code = ord(mark)
    return any(low <= code <= high for low, high in _START_RANGES) and mark not in _SPACES


def continues_name(mark: str) -> bool:
    """Whether a name may go on with that character."""
    return (
        starts_name(mark)
        or (mark.isascii() and mark.isdigit())
        or mark == "\xb7"
        or "\u0300" <= mark <= "\u036f"
        or "\u203f" <= mark <= "\u2040"
    )


def tokens(text: str) -> list[Token]:
    """The tokens of an expression, the last of kind `end`. Raises SyntaxProblem."""
    if len(text) > MAX_LENGTH:
        raise TooComplex("", 0, "feel.too_long", length=len(text), limit=MAX_LENGTH)
    found: list[Token] = []
    at = _skip(text, 0)
    while at < len(text):
        token = _token(text, at)
        found.append(token)
        if len(found) > MAX_TOKENS:
            raise TooComplex(text, at, "feel.too_many_tokens", limit=MAX_TOKENS)
        at = _skip(text, token.end)
    found.append(Token(kind="end", text="", at=len(text), end=len(text)))
    return found


def _skip(text: str, at: int) -> int:
    """Past white space and comments."""
    length = len(text)
    while at < length:
        if text[at] in _SPACES:
            at += 1
        elif text.startswith("//", at):
            while at < length and text[at] not in _VERTICAL:
                at += 1
        elif text.startswith("/*", at):
            close = text.find("*/", at + 2)
            if close < 0:
                raise SyntaxProblem(text, length, "*/", "the end")
            at = close + 2
        else:
            break
    return at


def _token(text: str, at: int) -> Token:
    mark = text[at]
    if mark == '"':
        value, end = _string(text, at)
        return Token(kind="string", text=value, at=at, end=end)
    if mark == "@":
        start = _skip(text, at + 1)
        if start >= len(text) or text[start] != '"':
            raise SyntaxProblem(text, start, "a text in double quotes behind @", _shown(text, start))
        value, end = _string(text, start)
        return Token(kind="at", text=value, at=at, end=end)
    if (mark.isascii() and mark.isdigit()) or (mark == "." and _digit(text, at + 1)):
        return _number(text, at)
    if mark == "?":
        return Token(kind="name", text="?", at=at, end=at + 1)
    if mark == "`":
        return _escaped_name(text, at)
    if starts_name(mark):
        end = at + 1
        while end < len(text) and continues_name(text[end]):
            end += 1
        return Token(kind="name", text=text[at:end], at=at, end=end)
    for symbol in _SYMBOLS:
        if text.startswith(symbol, at):
            return Token(kind="symbol", text=symbol, at=at, end=at + len(symbol))
    raise SyntaxProblem(text, at, "an expression", _shown(text, at), mark)


def _escaped_name(text: str, at: int) -> Token:
    """A name in back quotes, as models made for Camunda 8 write names with odd characters."""
    close = text.find("`", at + 1)
    if close <= at + 1:
        raise SyntaxProblem(text, len(text) if close < 0 else close, "a name and a closing `", _shown(text, close))
    return Token(kind="name", text=text[at + 1 : close], at=at, end=close + 1, escaped=True)


def _shown(text: str, at: int) -> str:
    return f"'{text[at]}'" if 0 <= at < len(text) else "the end"


def _digit(text: str, at: int) -> bool:
    return at < len(text) and text[at].isascii() and text[at].isdigit()


def _number(text: str, at: int) -> Token:
    end = at
    while _digit(text, end):
        end += 1
    if end < len(text) and text[end] == "." and _digit(text, end + 1):
        end += 1
        while _digit(text, end):
            end += 1
    if end < len(text) and text[end] in "eE":
        power = end + 1
        if power < len(text) and text[power] in "+-":
            power += 1
        if _digit(text, power):
            while _digit(text, power):
                power += 1
            end = power
    if end - at > MAX_DIGITS:
        raise TooComplex(text, at, "feel.too_long", length=end - at, limit=MAX_DIGITS)
    return Token(kind="number", text=text[at:end], at=at, end=end)


def number(text: str) -> int | Decimal:
    """The value of a number as written, with its digits."""
    return int(text) if text.isdigit() else Decimal(text)


def _string(text: str, at: int) -> tuple[str, int]:
    """The value of the string that begins at the quote, and the offset behind it."""
    parts: list[str] = []
    start = cursor = at + 1
    while cursor < len(text):
        mark = text[cursor]
        if mark == '"':
            parts.append(text[start:cursor])
            return _joined("".join(parts)), cursor + 1
        if mark == "\\":
            parts.append(text[start:cursor])
            value, cursor = _escape(text, cursor)
            parts.append(value)
            start = cursor
        else:
            cursor += 1
    raise SyntaxProblem(text, len(text), 'a closing "', "the end")


def _escape(text: str, at: int) -> tuple[str, int]:
    mark = text[at + 1 : at + 2]
    if mark in _ESCAPES and mark:
        return _ESCAPES[mark], at + 2
    for letter, digits in (("u", 4), ("U", 6)):
        written = text[at + 2 : at + 2 + digits]
        if mark == letter and len(written) == digits and all(one in "0123456789abcdefABCDEF" for one in written):
            code = int(written, 16)
            if code <= 0x10FFFF:
                return chr(code), at + 2 + digits
    return "\\", at + 1  # not an escape: the backslash stands for itself, as in regular expressions


def _joined(text: str) -> str:
    """Surrogate pairs written as two escapes become the one character they stand for; a half of one becomes U+FFFD."""
    if text.isascii() or not any("\ud800" <= mark <= "\udfff" for mark in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
