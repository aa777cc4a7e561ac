"""Filters as the clients send them: a value, or operators ($eq, $neq, $in, $notIn, $like, $gt …, $exists), made SQL.

A field without a value is different from every value: $neq and $notIn find it. What a client names and the listing does
not have is refused by name, never ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from lingqu.api.edge import bad, from_iso
from lingqu.api.v2.fields import Field, Listing, Look
from lingqu.kernel.keys import parse_key

#: Values of a list, and alternatives of `$or`.
MOST_VALUES = 1_000
_COMPARED = {"$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}
_ORDERED = frozenset({"number", "time", "text"})

#: Conditions that all hold, and their parameters in order.
Conditions = tuple[list[str], list[Any]]


def narrowed(
    listing: Listing, wanted: Mapping[str, Any], at: str = "filter", *, look: Look | None = None
) -> Conditions:
    """The conditions that a filter means. Raises Invalid with the field that is wrong.

    `look`: the conditions are for this snapshot, so that what few rows have may be looked up first.
    """
    conditions: list[str] = []
    values: list[Any] = []
    for name, given in wanted.items():
        field = listing.fields.get(name)
        if name == "$or":
            condition, more = _either(listing, given, at, look)
        elif name in listing.tests:
            condition, more = listing.tests[name](f"{at}.{name}", given, look)
        elif field is not None:
            condition, more = matching(field, f"{at}.{name}", given)
        elif name in listing.filters:
            continue
        else:
            raise bad(f"{at}.{name[:60]}", "no_field")
        conditions.append(condition)
        values += more
    for source in listing.together:
        condition, more = _together(listing, source, wanted, at)
        if condition:
            conditions.append(condition)
            values += more
    return conditions, values


def _either(listing: Listing, given: Any, at: str, look: Look | None) -> tuple[str, list[Any]]:
    if at != "filter":
        raise bad(f"{at}.$or", "no_field")  # one level is all that the clients know
    places = ((f"filter.$or[{place}]", one) for place, one in enumerate(_list(given, "filter.$or")))
    parts = [narrowed(listing, _object(one, place), place, look=look) for place, one in places]
    condition = " OR ".join("(" + (" AND ".join(conditions) or "1 = 1") + ")" for conditions, _ in parts)
    return f"({condition})", [value for _, more in parts for value in more]


def _together(listing: Listing, source: str, wanted: Mapping[str, Any], at: str) -> tuple[str, list[Any]]:
    """One related row for which all that is asked of it holds.

    Where the listing says that few are asked for (`few`: our column, the SELECT of it, whether), they are found first.
    """
    fields = listing.together[source]
    parts = [matching(field, f"{at}.{name}", wanted[name]) for name, field in fields.items() if name in wanted]
    if not parts:
        return "", []
    condition = " AND ".join(part for part, _ in parts)
    values = [value for _, more in parts for value in more]
    column, select, asked = listing.few.get(source, ("", "", bool))
    if column and asked(wanted):
        return f"{column} IN ({select} AND {condition})", values
    return f"EXISTS (SELECT 1 {source} AND {condition})", values


def matching(field: Field, at: str, given: Any) -> tuple[str, list[Any]]:
    """One field's condition: SQL and parameters. `at` names the field in an error. Raises Invalid."""
    if isinstance(given, dict):
        parts = [_among(field, f"{at}.{operator[:40]}", operator, value) for operator, value in given.items()]
    else:
        parts = [_among(field, at, "$eq", given)]
    return " AND ".join(part for part, _ in parts) or "1 = 1", [value for _, more in parts for value in more]


def _among(field: Field, at: str, operator: str, value: Any) -> tuple[str, list[Any]]:
    """The condition on a column, or on one of many values."""
    if not field.among:
        return _condition(field, at, operator, value)
    other = {"$neq": "$eq", "$notIn": "$in"}.get(operator)
    if operator == "$exists":
        wanted = _truth(value, at)
        return f"{'' if wanted else 'NOT '}EXISTS (SELECT 1 {field.among})", []
    condition, values = _condition(field, at, other or operator, value)
    column, select = field.member
    if column and operator in {"$eq", "$in"}:
        return f"{column} IN ({select} AND {condition})", values
    return f"{'NOT ' if other else ''}EXISTS (SELECT 1 {field.among} AND {condition})", values


def _condition(field: Field, at: str, operator: str, value: Any) -> tuple[str, list[Any]]:
    if operator == "$exists":
        empty = "IS NULL" if field.empty is None else f"= {_literal(field.empty)}"
        return (f"NOT ({field.sql} {empty})" if _truth(value, at) else f"{field.sql} {empty}"), []
    if operator in {"$eq", "$in"}:
        return _one_of(field, _all_codes(field, at, value, several=operator == "$in"))
    if operator in {"$neq", "$notIn"}:
        codes = _all_codes(field, at, value, several=operator == "$notIn")
        differs = f"{field.sql} NOT IN ??"
        return (differs if field.sure or field.empty is not None else f"({field.sql} IS NULL OR {differs})"), [codes]
    if operator == "$like" and field.kind in {"text", "word"}:
        return _like(field, _text(value, at))
    if operator in _COMPARED and field.kind in _ORDERED:
        there = f"{field.sql} > 0 AND " if field.kind == "time" and field.empty == 0 else ""
        return f"{there}{field.sql} {_COMPARED[operator]} ?", [_codes(field, at, value)[0]]
    raise bad(at, "no_operator", given=operator[:40])


def _one_of(field: Field, codes: list[Any]) -> tuple[str, list[Any]]:
    """The field is one of these values, said so that an index serves where there is one."""
    if field.cases:
        known = {code: field.cases[word] for word, of_it in _meanings(field) for code in of_it if word in field.cases}
        if all(code in known for code in codes):
            return "(" + (" OR ".join(dict.fromkeys(known[code] for code in codes)) or "1 = 0") + ")", []
    if field.kind == "word" and all(isinstance(code, int) for code in codes):
        return f"{field.sql} IN ({', '.join(map(str, codes)) or 'NULL'})", []  # plans differ from code to code
    condition, values = (f"{field.sql} = ?", codes) if len(codes) == 1 else (f"{field.sql} IN ??", [codes])
    if field.narrow is None or not codes:
        return condition, values
    more, edges = field.narrow(codes)
    return f"{more} AND {condition}", [*edges, *values]


def _meanings(field: Field) -> Iterable[tuple[str, Sequence[Any]]]:
    return {"true": (1,), "false": (0,)}.items() if field.kind == "truth" else field.words.items()


def _all_codes(field: Field, at: str, value: Any, *, several: bool) -> list[Any]:
    places = [(f"{at}[{place}]", one) for place, one in enumerate(_list(value, at))] if several else [(at, value)]
    return [code for place, one in places for code in _codes(field, place, one)]


def _codes(field: Field, at: str, value: Any) -> list[Any]:
    """What a filter value is in the table; a word may stand for several codes."""
    if field.kind == "key":
        if not isinstance(value, str):
            raise bad(at, "not_key")
        return [parse_key(value, at)]
    if field.kind == "time":
        return [from_iso(_text(value, at), at)]
    if field.kind == "word":
        if not isinstance(value, str) or value not in field.words:
            raise bad(at, "none_of", known=", ".join(field.words))
        return list(field.words[value])
    if field.kind == "truth":
        return [int(_truth(value, at))]
    if field.kind == "number":
        if not isinstance(value, int) or isinstance(value, bool) or value.bit_length() > 63:
            raise bad(at, "not_whole")
        return [value]
    return [_text(value, at)]


def _truth(value: Any, at: str) -> bool:
    if not isinstance(value, bool):
        raise bad(at, "not_truth")
    return value


def _text(value: Any, at: str) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise bad(at, "not_text")
    return value


def _object(value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise bad(at, "not_object")
    return value


def _list(value: Any, at: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise bad(at, "not_list")
    if len(value) > MOST_VALUES:
        raise bad(at, "too_many", most=MOST_VALUES)
    return value


def _literal(value: Any) -> str:
    return str(value) if isinstance(value, int) else "''"


# ---- wildcards ----------------------------------------------------------------------------------------------------

_ANY = re.compile(r"\\(.)|\*|\?|\\$", re.DOTALL)


def _like(field: Field, wildcards: str) -> tuple[str, list[Any]]:
    """* stands for many marks, ? for one, a backslash takes both literally. Of an enumeration: the words that fit."""
    if field.kind == "text":
        there = f"{field.sql} <> '' AND " if field.empty == "" else ""
        return f"{there}{field.sql} LIKE ? ESCAPE '\\'", [translated(wildcards, "%", "_", _escaped)]
    fits = re.compile(translated(wildcards, ".*", ".", re.escape), re.DOTALL).fullmatch
    codes = [code for word, codes in field.words.items() if fits(word) for code in codes]
    return (f"{field.sql} IN ??", [codes]) if codes else ("1 = 0", [])


def translated(wildcards: str, many: str, one: str, plain: Callable[[str], str]) -> str:
    """The wildcards in another language: what stands for many marks, for one, and how the rest is written."""
    out, at = [], 0
    for mark in _ANY.finditer(wildcards):
        out.append(plain(wildcards[at : mark.start()]))
        out.append({"*": many, "?": one}.get(mark[0]) or plain(mark[1] or "\\"))
        at = mark.end()
    return "".join([*out, plain(wildcards[at:])])


def _escaped(literal: str) -> str:
    """As LIKE takes it literally."""
    return re.sub(r"([%_\\])", r"\\\1", literal)
