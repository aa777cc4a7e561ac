"""What is wrong with a request's values: each misfit with its place (`sort[0].order`), as a phrase of the catalogue.

The shapes are the handlers' own types. What they leave open is bounded here, so that a database never stumbles over it:
a text has LONGEST characters at most, a whole number 64 bits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

from msgspec import inspect

from lingqu.kernel.errors import Invalid
from lingqu.kernel.messages import Message

#: Characters of a text whose shape says nothing else: names, ids, keys.
LONGEST = 256
LEAST_WHOLE, MOST_WHOLE = -(1 << 63), (1 << 63) - 1
#: Misfits that are told of one request.
MOST_TOLD = 20
#: Characters of a name of the caller's that are shown again.
_SHOWN = 60

Misfit: TypeAlias = tuple[str, Message]
#: Yields what is wrong with a value at a place.
Check: TypeAlias = Callable[[Any, str], Iterator[Misfit]]


@cache
def check_of(annotation: Any) -> Check:
    """The check of a type, made once."""
    return _check(inspect.type_info(annotation))


def refuse(misfits: Iterator[Misfit]) -> None:
    """Raises Invalid with the first misfits, if there is one."""
    told = [one for one, _ in zip(misfits, range(MOST_TOLD), strict=False)]
    if told:
        field, reason = told[0]
        errors = [{"field": place, "message": why} for place, why in told]
        raise Invalid("api.bad_field", field=field, reason=reason, errors=errors)


def why(code: str, **params: Any) -> Message:
    return Message(code=f"api.why_{code}", params=params)


def _check(kind: inspect.Type) -> Check:
    if isinstance(kind, inspect.Metadata):
        return _check(kind.type)
    if isinstance(kind, inspect.UnionType):
        return _one_of(kind)
    made = _MADE.get(type(kind))
    return made(kind) if made else _anything


def _anything(value: Any, at: str) -> Iterator[Misfit]:  # noqa: ARG001 - what it holds is its handler's to say
    return iter(())


def _text(kind: inspect.StrType) -> Check:
    least, most = kind.min_length or 0, LONGEST if kind.max_length is None else kind.max_length
    fits = re.compile(kind.pattern).search if kind.pattern else None

    def check(value: Any, at: str) -> Iterator[Misfit]:
        if type(value) is not str:
            yield at, why("not_text")
        elif not least <= len(value) <= most:
            yield at, why("length", least=least, most=most)
        elif not value.isprintable() and _unwritable(value):
            yield at, why("unwritable")
        elif fits and not fits(value):
            yield at, why("pattern", pattern=kind.pattern)

    return check


def _unwritable(text: str) -> bool:
    """Whether a database or another system would refuse it."""
    return "\0" in text or any("\ud800" <= mark <= "\udfff" for mark in text)


def _whole(kind: inspect.IntType) -> Check:
    least = LEAST_WHOLE if kind.ge is None else kind.ge
    most = MOST_WHOLE if kind.le is None else kind.le

    def check(value: Any, at: str) -> Iterator[Misfit]:
        if type(value) is not int:
            yield at, why("not_whole")
        elif not least <= value <= most:
            yield at, why("not_between", least=least, most=most)

    return check


def _truth(_: inspect.BoolType) -> Check:
    def check(value: Any, at: str) -> Iterator[Misfit]:
        if type(value) is not bool:
            yield at, why("not_truth")

    return check


def _nothing(_: inspect.NoneType) -> Check:
    def check(value: Any, at: str) -> Iterator[Misfit]:
        if value is not None:
            yield at, why("not_null")

    return check


def _word(kind: inspect.LiteralType) -> Check:
    known = frozenset(kind.values)
    listed = ", ".join(str(word) for word in kind.values)

    def check(value: Any, at: str) -> Iterator[Misfit]:
        if not isinstance(value, str | int) or isinstance(value, bool) or value not in known:
            yield at, why("none_of", known=listed)

    return check


def _list(kind: inspect.ListType | inspect.VarTupleType) -> Check:
    item = _check(kind.item_type)
    least, most = kind.min_length or 0, kind.max_length

    def check(value: Any, at: str) -> Iterator[Misfit]:
        if type(value) is not list:
            yield at, why("no_list")
        elif len(value) < least:
            yield at, why("too_few", least=least)
        elif most is not None and len(value) > most:
            yield at, why("too_many", most=most)
        else:
            for place, one in enumerate(value):
                yield from item(one, f"{at}[{place}]")

    return check


def _map(kind: inspect.DictType) -> Check:
    item = _check(kind.value_type)

    def check(value: Any, at: str) -> Iterator[Misfit]:
        if type(value) is not dict:
            yield at, why("not_object")
        elif item is not _anything:
            for name, one in value.items():
                yield from item(one, f"{at}.{name[:_SHOWN]}" if at else name[:_SHOWN])

    return check


def _struct(kind: inspect.StructType) -> Check:
    checks = {field.encode_name: _check(field.type) for field in kind.fields}
    needed = tuple(field.encode_name for field in kind.fields if field.required)

    def check(value: Any, at: str) -> Iterator[Misfit]:
        if type(value) is not dict:
            yield at, why("not_object")
            return
        before = f"{at}." if at else ""
        for name in needed:
            if name not in value:
                yield before + name, why("missing")
        for name, one in value.items():
            known = checks.get(name)
            if known is not None:
                yield from known(one, before + name)
            elif kind.forbid_unknown_fields:
                yield before + name[:_SHOWN], why("no_field")

    return check


def _one_of(kind: inspect.UnionType) -> Check:
    """Of the shapes that a value may have: the one of its kind, else the first."""
    nullable = any(isinstance(one, inspect.NoneType) for one in kind.types)
    shapes = [_check(one) for one in kind.types if not isinstance(one, inspect.NoneType)]

    def check(value: Any, at: str) -> Iterator[Misfit]:
        if value is None and nullable:
            return
        found = [list(shape(value, at)) for shape in shapes]
        yield from min(found, key=len, default=[])

    return check


_MADE: Mapping[type, Callable[[Any], Check]] = {
    inspect.StrType: _text,
    inspect.IntType: _whole,
    inspect.BoolType: _truth,
    inspect.NoneType: _nothing,
    inspect.LiteralType: _word,
    inspect.ListType: _list,
    inspect.VarTupleType: _list,
    inspect.DictType: _map,
    inspect.StructType: _struct,
}

# ---- texts of an address ----------------------------------------------------------------------------------------

_WHOLE = re.compile(r"-?\d{1,20}", re.ASCII)
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def read(text: str, annotation: Any) -> Any:
    """What a text of an address stands for, if it is of that type; else the text, for the check to refuse."""
    kind = inspect.type_info(annotation)
    kind = kind.type if isinstance(kind, inspect.Metadata) else kind
    kinds = {type(one) for one in (kind.types if isinstance(kind, inspect.UnionType) else (kind,))}
    if inspect.IntType in kinds and _WHOLE.fullmatch(text):
        return int(text)
    if inspect.BoolType in kinds:
        return _TRUTHS.get(text.lower(), text)
    return text
