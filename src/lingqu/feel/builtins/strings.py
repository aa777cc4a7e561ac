"""Functions of strings; positions count code points from 1."""

from __future__ import annotations

from lingqu.feel.patterns import BadPattern, expand, pattern_for, split_text
from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.values import Number, Value, cut


@builtin("substring", "string: string, start position: number -> string")
@builtin("substring", "string: string, start position: number, length: number? -> string")
def substring(s: State, string: str, start: Number, length: Number | None = None) -> Value:
    """The part of a string from a position on (negative: from the end), at most that long.

    从某个位置起的部分文本 (负数从末尾数), 最多取给定的长度。
    """
    first = cut(start)
    if first == 0 or abs(first) > len(string):
        return s.fail("bad_position", position=start)
    if length is not None and length < 1:
        return s.fail("bad_position", position=length)
    begin = first - 1 if first > 0 else len(string) + first
    end = len(string) if length is None else begin + min(cut(length), len(string))
    return s.text(string[begin:end])


@builtin("string length", "string: string -> number")
def string_length(_s: State, string: str) -> int:
    """The number of characters.

    字符数。
    """
    return len(string)


@builtin("upper case", "string: string -> string")
def upper_case(s: State, string: str) -> str:
    """The string in capitals.

    全部大写的文本。
    """
    return s.text(string.upper())


@builtin("lower case", "string: string -> string")
def lower_case(s: State, string: str) -> str:
    """The string in small letters.

    全部小写的文本。
    """
    return s.text(string.lower())


@builtin("substring before", "string: string, match: string -> string")
def substring_before(s: State, string: str, match: str) -> str:
    """What stands before the first occurrence of another string; empty if there is none.

    另一文本首次出现之前的部分; 没有则为空文本。
    """
    at = s.search(string, match).find(match)
    return s.text(string[:at]) if at > 0 else ""


@builtin("substring after", "string: string, match: string -> string")
def substring_after(s: State, string: str, match: str) -> str:
    """What stands behind the first occurrence of another string; empty if there is none.

    另一文本首次出现之后的部分; 没有则为空文本。
    """
    at = s.search(string, match).find(match)
    return s.text(string[at + len(match) :]) if at >= 0 else ""


@builtin("contains", "string: string, match: string -> boolean")
def contains(s: State, string: str, match: str) -> bool:
    """Whether a string holds another.

    文本是否含有另一文本。
    """
    return match in s.search(string, match)


@builtin("starts with", "string: string, match: string -> boolean")
def starts_with(_s: State, string: str, match: str) -> bool:
    """Whether a string begins with another.

    文本是否以另一文本开头。
    """
    return string.startswith(match)


@builtin("ends with", "string: string, match: string -> boolean")
def ends_with(_s: State, string: str, match: str) -> bool:
    """Whether a string ends with another.

    文本是否以另一文本结尾。
    """
    return string.endswith(match)


@builtin("matches", "input: string, pattern: string -> boolean")
@builtin("matches", "input: string, pattern: string, flags: string? -> boolean")
def matches(s: State, text: str, pattern: str, flags: str | None = None) -> Value:
    """Whether a regular expression (XPath syntax; flags s, m, i, x, q) matches somewhere in a string.

    文本中是否有匹配正则表达式 (XPath 语法; 标志 s、m、i、x、q) 的部分。
    """
    s.spend((len(text) + len(pattern)) >> 4)
    try:
        return pattern_for(s, pattern, flags or "").found_in(s, text)
    except BadPattern as bad:
        return s.fail("bad_pattern", pattern=pattern, reason=bad.reason)


@builtin("replace", "input: string, pattern: string, replacement: string -> string")
@builtin("replace", "input: string, pattern: string, replacement: string, flags: string? -> string")
def replace(s: State, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    """Each match of a regular expression replaced; `$1` in the replacement is the first group.

    替换每处匹配正则表达式的部分; 替换文本中的 `$1` 表示第一个分组。
    """
    s.spend((len(text) + len(pattern) + 2 * len(replacement)) >> 4)
    if flags and "q" in flags:  # then the replacement means itself, too
        replacement = replacement.replace("\\", "\\\\").replace("$", "\\$")
    try:
        compiled = pattern_for(s, pattern, flags or "")
        return s.text(expand(s, compiled, text, replacement))
    except BadPattern as bad:
        return s.fail("bad_pattern", pattern=pattern, reason=bad.reason)


@builtin("split", "string: string, delimiter: string -> list<string>")
def split(s: State, string: str, delimiter: str) -> Value:
    """The parts of a string between the matches of a regular expression.

    文本在各处正则匹配之间的部分。
    """
    s.spend((len(string) + len(delimiter)) >> 3)
    try:
        return list(split_text(s, pattern_for(s, delimiter, ""), string))
    except BadPattern as bad:
        return s.fail("bad_pattern", pattern=delimiter, reason=bad.reason)


@builtin("string join", "list: list -> string")
@builtin("string join", "list: list, delimiter: string? -> string")
def string_join(s: State, items: list[Value], delimiter: str | None = None) -> Value:
    """The strings of a list, nulls left out, with a delimiter between them.

    列表中的文本连接起来, 中间放分隔符, null 略去。
    """
    s.spend(len(items) >> 3)
    kept = [item for item in items if item is not None]
    if any(type(item) is not str for item in kept):
        return s.fail("not_all", kind="string")
    size = sum(map(len, kept)) + len(delimiter or "") * len(kept)
    s.spend(size >> 3)
    return s.text((delimiter or "").join(kept))
