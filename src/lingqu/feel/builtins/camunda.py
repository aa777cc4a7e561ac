"""Functions beyond the standard that models made for Camunda 8 use."""

from __future__ import annotations

import base64
import binascii

from lingqu.feel.convert import MAX_SIZE, TOO_LARGE, to_json_counted
from lingqu.feel.patterns import BadPattern, pattern_for
from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.values import Number, Value, as_whole, show
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import decode, encode, normalise


@builtin("get or else", "value: T, default: T -> T")
def get_or_else(_s: State, value: Value, default: Value) -> Value:
    """The value, or the default if it is null.

    值本身; 值为 null 时取默认值。
    """
    return default if value is None else value


@builtin("is defined", "value: Any -> boolean")
def is_defined(_s: State, value: Value) -> bool:
    """Whether a variable or entry exists and is not null.

    变量或条目是否存在且不为 null。
    """
    return value is not None


@builtin("assert", "value: T, condition: Any -> T")
@builtin("assert", "value: T, condition: Any, cause: string? -> T")
def assert_(s: State, value: Value, condition: Value, cause: str | None = None) -> Value:
    """The value if the condition is true; else null, with a warning that tells the cause.

    条件为 true 时取值本身; 否则为 null, 并以警告说明原因。
    """
    return value if condition is True else s.fail("assertion", reason=cause or "condition")


@builtin("is blank", "string: string -> boolean")
def is_blank(s: State, string: str) -> bool:
    """Whether a string is empty or holds only white space.

    文本是否为空或只含空白。
    """
    s.spend(len(string) >> 9)
    return not string.strip()


@builtin("trim", "string: string -> string")
def trim(s: State, string: str) -> str:
    """The string without white space at both ends.

    去掉两端空白的文本。
    """
    return s.text(string.strip())


@builtin("extract", "string: string, pattern: string -> list<string>")
def extract(s: State, string: str, pattern: str) -> Value:
    """All matches of a regular expression in a string.

    文本中匹配正则表达式的所有部分。
    """
    try:
        return [string[start:end] for start, end, _ in pattern_for(s, pattern, "").matches(s, string)]
    except BadPattern as bad:
        return s.fail("bad_pattern", pattern=pattern, reason=bad.reason)


@builtin("string format", "template: string, values: list -> string")
def string_format(s: State, template: str, values: list[Value]) -> str:
    """The template with each `{}` replaced by the next value.

    把模板中的每个 `{}` 依次换成各个值。
    """
    parts = template.split("{}")
    made = [parts[0]]
    for index, part in enumerate(parts[1:]):
        made.append((show(values[index]) or "null") if index < len(values) else "{}")
        made.append(part)
        s.spend((len(made[-1]) + len(made[-2])) >> 3)
    return s.text("".join(made))


@builtin("to base64", "value: string -> string")
def to_base64(s: State, value: str) -> str:
    """A string as Base64 of its UTF-8 bytes.

    文本按 UTF-8 编码后的 Base64。
    """
    return s.text(base64.b64encode(value.encode("utf-8", "replace")).decode("ascii"))


@builtin("from base64", "value: string -> string")
def from_base64(s: State, value: str) -> Value:
    """The string whose UTF-8 bytes are given as Base64.

    由 Base64 解码出的 UTF-8 文本。
    """
    s.spend(len(value) >> 7)
    try:
        return s.text(base64.b64decode(value, validate=True).decode("utf-8"))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return s.fail("bad_literal", text=value[:80])


@builtin("to json", "value: Any -> string")
def to_json_text(s: State, value: Value) -> str | None:
    """The value as JSON text; dates as their texts, functions and ranges as null.

    值的 JSON 文本; 日期写成文本, 函数和区间写成 null。
    """
    converted, lost, size = to_json_counted(value, min(MAX_SIZE, s.fuel))
    s.spend(size)
    if lost == [TOO_LARGE]:
        s.fail("too_large")
        return None
    for kind in lost:
        s.fail("not_json", kind=kind)
    return s.text(encode(converted).decode("utf-8"))


@builtin("from json", "value: string -> Any")
def from_json(s: State, value: str) -> Value:
    """The value of a JSON text.

    JSON 文本所表示的值。
    """
    s.spend(len(value) >> 1)
    try:
        return normalise(decode(value))
    except Invalid:
        return s.fail("bad_literal", text=value[:80])


@builtin("cycle", "interval: duration -> string")
def cycle(_s: State, interval: Value) -> str:
    """A repeating interval as timers take it: `R3/PT1H`, or without a number of repetitions `R/PT1H` for ever.

    定时器所用的重复间隔: `R3/PT1H`; 不给次数时 `R/PT1H`, 无限重复。
    """
    return f"R/{show(interval)}"


@builtin("cycle", "repetitions: number?, interval: duration -> string")
def cycle_counted(s: State, repetitions: Number | None, interval: Value) -> Value:
    """A repeating interval with a number of repetitions; null is for ever."""
    if repetitions is None:
        return cycle(s, interval)
    whole = as_whole(repetitions)
    return f"R{whole}/{show(interval)}" if whole is not None and whole >= 0 else s.fail("out_of_range")


@builtin("uuid", "-> Null")
def uuid(s: State) -> None:
    """Refused: an evaluation gives the same result each time; pass an identifier in as a variable.

    不可用: 每次计算的结果必须相同; 标识请作为变量传入。
    """
    s.fail("refused", name="uuid")


@builtin("random number", "-> Null")
def random_number(s: State) -> None:
    """Refused: an evaluation gives the same result each time; pass a random number in as a variable.

    不可用: 每次计算的结果必须相同; 随机数请作为变量传入。
    """
    s.fail("refused", name="random number")


@builtin("fromAi", "value: T -> T")
@builtin("fromAi", "value: T, description: string? -> T")
@builtin("fromAi", "value: T, description: string?, type: string? -> T")
@builtin("fromAi", "value: T, description: string?, type: string?, schema: context? -> T")
@builtin("fromAi", "value: T, description: string?, type: string?, schema: context?, options: context? -> T")
def from_ai(_s: State, value: Value, *_description: Value) -> Value:
    """The value itself; the rest describes a parameter to tools that read the model.

    值本身; 其余参数向读取模型的工具描述这个参数。
    """
    return value
