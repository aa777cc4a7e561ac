"""External functions: a model may name a Java method, and a few pure ones of java.lang are known here; no Java runs.

`function(x) external {java: {class: "java.lang.Math", method signature: "max(double,double)"}}`
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lingqu.feel.state import State
from lingqu.feel.types import Type
from lingqu.feel.values import Function, Value, as_whole, is_number, number, show

_WHOLE = {"byte": 8, "short": 16, "int": 32, "long": 64}
_BOXES = {"Byte": "byte", "Short": "short", "Integer": "int", "Long": "long", "Float": "float", "Double": "double"}
_ROOT = "java.lang."
_ARRAY = "[Ljava.lang.Object;"
_LONGEST = 400  # characters of a number


class Unfit(Exception):  # noqa: N818  (caught where the method is called: a warning and null)
    """An argument that the method does not take."""


def external(s: State, parameters: tuple[tuple[str, Type | None], ...], mapping: Value, at: int) -> Function | None:
    """The function that a mapping describes; null with a warning if it is not one of the known ones."""
    described = mapping.get("java", mapping) if isinstance(mapping, dict) else None
    described = described if isinstance(described, dict) else {}
    owner, signature = described.get("class"), described.get("method signature")
    if not isinstance(owner, str) or not isinstance(signature, str):
        s.warn("external_function", at)
        return None
    name, _, rest = "".join(signature.split()).partition("(")
    kinds = tuple(kind for kind in rest.removesuffix(")").split(",") if kind)
    method = _method(owner.removeprefix(_ROOT), name, kinds)
    if method is None:
        s.warn("no_external", at, method=f"{owner}.{signature}"[:120])
        return None

    def call(run: State, *arguments: Value) -> Value:
        try:
            return method(*_converted(arguments, kinds))
        except (Unfit, ArithmeticError, ValueError, OverflowError):
            run.warn("wrong_arguments", run.at, name=name, given=str(len(arguments)), expected=f"({', '.join(kinds)})")
            return None

    return Function(parameters, call, name=name)


def _method(owner: str, name: str, kinds: tuple[str, ...]) -> Callable[..., Value] | None:
    if owner == "Math":
        if len(set(kinds)) == 1 and (*_WHOLE, "float", "double").count(kinds[0]) and kinds[0] not in ("byte", "short"):
            same = _SAME_KIND.get((name, len(kinds)))
            if same is not None:
                return same
        return _DOUBLE.get((name, len(kinds))) if kinds and set(kinds) == {"double"} else None
    if owner in _BOXES and name in ("valueOf", f"parse{_PARSED[owner]}"):
        takes_text = kinds == (f"{_ROOT}String",)
        if takes_text:
            return lambda text: _fitted(_number(text), _BOXES[owner])
        return (lambda value: value) if kinds == (_BOXES[owner],) and name == "valueOf" else None
    if owner == "String" and name == "valueOf" and len(kinds) == 1:
        return _text
    if (
        owner == "String"
        and name == "format"
        and kinds in ((f"{_ROOT}String", _ARRAY), (f"{_ROOT}String", f"{_ROOT}Object..."))
    ):
        return _format
    return None


_PARSED = {box: {"Integer": "Int"}.get(box, box) for box in _BOXES}
_SAME_KIND: Mapping[tuple[str, int], Callable[..., Value]] = {("max", 2): max, ("min", 2): min, ("abs", 1): abs}


def _double(operation: Callable[..., float]) -> Callable[..., Value]:
    return lambda *values: _of_float(operation(*map(float, values)))


_DOUBLE: Mapping[tuple[str, int], Callable[..., Value]] = {
    ("sqrt", 1): _double(math.sqrt), ("cbrt", 1): _double(math.cbrt), ("exp", 1): _double(math.exp),
    ("log", 1): _double(math.log), ("log10", 1): _double(math.log10), ("sin", 1): _double(math.sin),
    ("cos", 1): _double(math.cos), ("tan", 1): _double(math.tan), ("asin", 1): _double(math.asin),
    ("acos", 1): _double(math.acos), ("atan", 1): _double(math.atan), ("atan2", 2): _double(math.atan2),
    ("pow", 2): _double(math.pow), ("hypot", 2): _double(math.hypot),
    ("floor", 1): lambda value: number(Decimal(value).to_integral_value("ROUND_FLOOR")),
    ("ceil", 1): lambda value: number(Decimal(value).to_integral_value("ROUND_CEILING")),
}  # fmt: skip


def _converted(arguments: tuple[Value, ...], kinds: tuple[str, ...]) -> list[Value]:
    """The arguments as Java would hold them; what is left over goes into the array at the end. Raises Unfit."""
    if kinds and kinds[-1] in (_ARRAY, f"{_ROOT}Object..."):
        fixed = kinds[:-1]
        if len(arguments) < len(fixed):
            raise Unfit
        return [*map(_fitted, arguments, fixed), list(arguments[len(fixed) :])]
    if len(arguments) != len(kinds):
        raise Unfit
    return list(map(_fitted, arguments, kinds))


def _fitted(value: Value, kind: str) -> Value:
    """A value as one of a Java type. Raises Unfit."""
    if kind in _WHOLE:
        whole = as_whole(value)
        limit = 1 << (_WHOLE[kind] - 1)
        if whole is None or type(value) is bool or not -limit <= whole < limit:
            raise Unfit
        return whole
    if kind in ("float", "double"):
        if not is_number(value):
            raise Unfit
        return _single(value) if kind == "float" else _of_float(float(value))
    if kind == "char":
        if type(value) is not str or len(value) != 1:
            raise Unfit
        return value
    if kind == "boolean" and type(value) is not bool:
        raise Unfit
    if kind == f"{_ROOT}String" and type(value) is not str:
        raise Unfit
    return value


def _single(value: Value) -> Value:
    """A number with the precision of 32 bits, in the fewest digits that tell it."""
    exact = struct.unpack("f", struct.pack("f", float(value)))[0]
    for digits in range(1, 10):
        text = f"{exact:.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == exact:
            return number(Decimal(text))
    return _of_float(exact)


def _of_float(value: float) -> Value:
    if not math.isfinite(value):
        raise Unfit
    return number(Decimal(repr(value)))


def _number(text: Any) -> Value:
    if type(text) is not str or len(text) > _LONGEST or "_" in text:
        raise Unfit
    return number(Decimal(text.strip()))


def _text(value: Value) -> str:
    return "null" if value is None else show(value) or ""


def _format(pattern: str, values: list[Value]) -> str:
    """`%s`, `%d`, `%n` and `%%`, without width. Raises Unfit for anything else."""
    parts = pattern.split("%")
    made = [parts[0]]
    waiting = list(values)
    rest = iter(parts[1:])
    for part in rest:
        if not part:  # `%%`
            made.append("%" + next(rest, ""))
            continue
        mark = part[0]
        if mark == "n":
            made.append("\n")
        elif mark in "sd":
            if not waiting:
                raise Unfit
            value = waiting.pop(0)
            if mark == "d" and (not is_number(value) or as_whole(value) is None):
                raise Unfit
            made.append(_text(value))
        else:
            raise Unfit
        made.append(part[1:])
    return "".join(made)
