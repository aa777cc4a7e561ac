"""Functions of strings; positions count code points from 1."""

from __future__ import annotations

from lingqu.feel.patterns import BadPattern, expand, pattern_for, split_text
from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.values import Number, Value, cut


@builtin("substring", "string: string, start position: number")
@builtin("substring", "string: string, start position: number, length: number?")
def substring(s: State, string: str, start: Number, length: Number | None = None) -> Value:
    """The part of a string from a position on (negative: from the end), at most that long."""
    first = cut(start)
    if first == 0 or abs(first) > len(string):
        return s.fail("bad_position", position=start)
    if length is not None and length < 1:
        return s.fail("bad_position", position=length)
    begin = first - 1 if first > 0 else len(string) + first
    end = len(string) if length is None else begin + min(cut(length), len(string))
    return s.text(string[begin:end])


@builtin("string length", "string: string")
def string_length(_s: State, string: str) -> int:
    """The number of characters."""
    return len(string)


@builtin("upper case", "string: string")
def upper_case(s: State, string: str) -> str:
    """The string in capitals."""
    return s.text(string.upper())


@builtin("lower case", "string: string")
def lower_case(s: State, string: str) -> str:
    """The string in small letters."""
    return s.text(string.lower())


@builtin("substring before", "string: string, match: string")
def substring_before(s: State, string: str, match: str) -> str:
    """What stands before the first occurrence of another string; empty if there is none."""
    at = s.search(string, match).find(match)
    return s.text(string[:at]) if at > 0 else ""


@builtin("substring after", "string: string, match: string")
def substring_after(s: State, string: str, match: str) -> str:
    """What stands behind the first occurrence of another string; empty if there is none."""
    at = s.search(string, match).find(match)
    return s.text(string[at + len(match) :]) if at >= 0 else ""


@builtin("contains", "string: string, match: string")
def contains(s: State, string: str, match: str) -> bool:
    """Whether a string holds another."""
    return match in s.search(string, match)


@builtin("starts with", "string: string, match: string")
def starts_with(_s: State, string: str, match: str) -> bool:
    """Whether a string begins with another."""
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(_s: State, string: str, match: str) -> bool:
    """Whether a string ends with another."""
    return string.endswith(match)


@builtin("matches", "input: string, pattern: string")
@builtin("matches", "input: string, pattern: string, flags: string?")
def matches(s: State, text: str, pattern: str, flags: str | None = None) -> Value:
    """Whether a regular expression (XPath syntax; flags s, m, i, x, q) matches somewhere in a string."""
    s.spend((len(text) + len(pattern)) >> 4)
    try:
        return pattern_for(s, pattern, flags or "").found_in(s, text)
    except BadPattern as bad:
        return s.fail("bad_pattern", pattern=pattern, reason=bad.reason)


@builtin("replace", "input: string, pattern: string, replacement: string")
@builtin("replace", "input: string, pattern: string, replacement: string, flags: string?")
def replace(s: State, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    """Each match of a regular expression replaced; `$1` in the replacement is the first group."""
    s.spend((len(text) + len(pattern) + 2 * len(replacement)) >> 4)
    if flags and "q" in flags:  # then the replacement means itself, too
        replacement = replacement.replace("\\", "\\\\").replace("$", "\\$")
    try:
        compiled = pattern_for(s, pattern, flags or "")
        return s.text(expand(s, compiled, text, replacement))
    except BadPattern as bad:
        return s.fail("bad_pattern", pattern=pattern, reason=bad.reason)


@builtin("split", "string: string, delimiter: string")
def split(s: State, string: str, delimiter: str) -> Value:
    """The parts of a string between the matches of a regular expression."""
    s.spend((len(string) + len(delimiter)) >> 3)
    try:
        return list(split_text(s, pattern_for(s, delimiter, ""), string))
    except BadPattern as bad:
        return s.fail("bad_pattern", pattern=delimiter, reason=bad.reason)


@builtin("string join", "list: list")
@builtin("string join", "list: list, delimiter: string?")
def string_join(s: State, items: list[Value], delimiter: str | None = None) -> Value:
    """The strings of a list, nulls left out, with a delimiter between them."""
    s.spend(len(items) >> 3)
    kept = [item for item in items if item is not None]
    if any(type(item) is not str for item in kept):
        return s.fail("not_all", kind="string")
    size = sum(map(len, kept)) + len(delimiter or "") * len(kept)
    s.spend(size >> 3)
    return s.text((delimiter or "").join(kept))
