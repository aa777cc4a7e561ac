"""The check of a submission: what of it may be written, and what is wrong with it, field by field.

The rules hold for the form as it would be after the submission: what is submitted, over what is there already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lingqu.forms import expressions, kinds
from lingqu.forms import messages as _messages  # noqa: F401 - registers the texts of the codes below
from lingqu.forms.fields import Field, FieldProblem, Form, Group, List, Part, Path
from lingqu.forms.rights import Rights, access
from lingqu.kernel.values import Json

MOST_ENTRIES = 1_000  # of one list
_MISSING: Any = object()


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """`values`: whole variables, ready to be written; to be used only if there are no problems."""

    values: dict[str, Json]
    problems: tuple[FieldProblem, ...]


def check(
    form: Form, submitted: Mapping[str, Json], rights: Rights, current: Mapping[str, Json], now: int = 0
) -> Checked:
    """Check `submitted` against the form and the rights of this step.

    `current` are the variables as they are; `now` is ms since the epoch, for what must not lie in the past.
    A hidden field that is written, a read-only one that is changed, and a name that the form does not have are
    problems. What a condition hides is dropped, as the browser's form does; computed fields are computed here.
    """
    after = _overlay(current, submitted)
    turn = _Check(rights=rights, data=after, now=now)
    written = turn.parts(form.parts, submitted, current, after, ())
    for name in submitted:
        if name not in turn.known:
            code = "forms.hidden" if access(rights, (name,)) == "hidden" else "forms.unknown_field"
            turn.problems.append(FieldProblem(field=name, code=code))
    values = {name: value for name, value in written.items() if name not in current or current[name] != value}
    return Checked(values=values, problems=tuple(turn.problems))


def validate(
    form: Form, submitted: Mapping[str, Json], rights: Rights, current: Mapping[str, Json], now: int = 0
) -> list[FieldProblem]:
    """What is wrong with a submission; [] if it may be written. See `check`."""
    return list(check(form, submitted, rights, current, now).problems)


class _Check(msgspec.Struct, kw_only=True):
    """One walk over the form. `data` is the form after the submission; inside a list also the entry's own names."""

    rights: Rights
    data: Mapping[str, Json]
    now: int
    problems: list[FieldProblem] = []
    known: set[str] = set()  # first steps of the paths that the form has

    def parts(
        self,
        parts: Sequence[Part],
        submitted: Json,
        current: Json,
        after: Json,
        above: tuple[str | int, ...],
        *,
        gone: bool = False,
    ) -> dict[str, Json]:
        """What is written at this level: current values with the accepted new ones in them."""
        written: dict[str, Json] = dict(current) if isinstance(current, Mapping) else {}
        for part in parts:
            hidden = gone or (bool(part.hide) and expressions.evaluate(part.hide, self.data, self.now) is True)
            if not above and part.path:
                self.known.add(part.path[0])
            if isinstance(part, Group) and not part.path:
                inner = self.parts(part.parts, submitted, current, after, above, gone=hidden)
                written.update(_changes(inner, current))
                if not above:
                    self.known.update(inner_part.path[0] for inner_part in _flat(part.parts))
                continue
            new, old, then = (_at(where, part.path) for where in (submitted, current, after))
            place = (*above, *part.path)
            value = self._one(part, new, old, then, place, gone=hidden)
            if value is not _MISSING:
                _put(written, part.path, value)
        return written

    def _one(self, part: Part, new: Json, old: Json, then: Json, place: tuple[str | int, ...], *, gone: bool) -> Json:
        if isinstance(part, Field):
            return self._field(part, new, old, then, place, gone=gone)
        if new is _MISSING and then is _MISSING:
            new, then = _MISSING, {} if isinstance(part, Group) else []
        if isinstance(part, List):
            return self._list(part, new, old, then, place, gone=gone)
        if new is not _MISSING and not isinstance(new, Mapping):
            self._wrong(place, "expected_group")
            return _MISSING
        inner = self.parts(
            part.parts,
            {} if new is _MISSING else new,
            {} if old is _MISSING else old,
            then,
            place,
            gone=gone,
        )
        if isinstance(new, Mapping):
            for name in new.keys() - {inner_part.path[0] for inner_part in _flat(part.parts)}:
                self._wrong((*place, name), "unknown_field")
        return inner if inner or new is not _MISSING else _MISSING

    def _list(self, part: List, new: Json, old: Json, then: Json, place: tuple[str | int, ...], *, gone: bool) -> Json:
        right = access(self.rights, _names(place))
        if right == "hidden":
            if new is not _MISSING:
                self._wrong(place, "hidden")
            return _MISSING
        if gone:
            return _MISSING
        if new is _MISSING:
            if right == "required" and not then:
                self._wrong(place, "required")
            return _MISSING
        if right == "read" and new != (None if old is _MISSING else old):
            self._wrong(place, "read_only")
            return _MISSING
        if not isinstance(new, list) or not all(isinstance(entry, Mapping) for entry in new):
            self._wrong(place, "expected_list")
            return _MISSING
        if len(new) > MOST_ENTRIES:
            self._wrong(place, "too_many_entries", most=MOST_ENTRIES)
            return _MISSING
        if right == "required" and not new:
            self._wrong(place, "required")
        before = old if isinstance(old, list) else []
        return [
            self._entry(part, entry, before[at] if at < len(before) else {}, (*place, at))
            for at, entry in enumerate(new)
        ]

    def _entry(self, part: List, new: Mapping[str, Json], old: Json, place: tuple[str | int, ...]) -> dict[str, Json]:
        """One entry. Its conditions see its own names, `this` (the entry), `i` (its place, from 1) and `parent`."""
        outer = self.data
        then = _overlay(old if isinstance(old, Mapping) else {}, new)
        self.data = {**outer, **then, "this": then, "i": int(place[-1]) + 1, "parent": outer}
        try:
            written = self.parts(part.parts, new, old, then, place)
        finally:
            self.data = outer
        for name in new.keys() - {inner_part.path[0] for inner_part in _flat(part.parts)}:
            self._wrong((*place, name), "unknown_field")
        return written

    def _field(
        self, part: Field, new: Json, old: Json, then: Json, place: tuple[str | int, ...], *, gone: bool
    ) -> Json:
        right = access(self.rights, _names(place))
        if right == "hidden":
            if new is not _MISSING:
                self._wrong(place, "hidden")
            return _MISSING
        if gone:
            return _MISSING
        if part.kind == "computed":
            return expressions.evaluate(part.expression, self.data, self.now) if part.expression else _MISSING
        was = None if old is _MISSING else old
        if new is not _MISSING and self._fixed(part, right):
            first = was if old is not _MISSING else part.default
            if kinds.clean(new) not in (kinds.clean(was), kinds.clean(first)):
                self._wrong(place, "read_only")
                return _MISSING
            return _MISSING if old is not _MISSING else kinds.clean(new)
        value = None if then is _MISSING else kinds.clean(then)
        if kinds.is_empty(part, value):
            needed = (part.rules.required and right != "read") or right == "required"
            if needed and not (new is _MISSING and self._fixed(part, right)):
                self._wrong(place, "required")
        elif new is not _MISSING:
            for code, params in kinds.wrong_with(part, value, self.data, self.now):
                self._wrong(place, code, **params)
        unchanged = old is not _MISSING and kinds.clean(old) == value
        return _MISSING if new is _MISSING or unchanged else value

    def _fixed(self, part: Field, right: str) -> bool:
        if right == "read":
            return True
        if right == "required":
            return False
        if isinstance(part.fixed, str) and part.fixed.startswith("="):
            return expressions.evaluate(part.fixed, self.data, self.now) is True
        return part.fixed is True

    def _wrong(self, place: tuple[str | int, ...], code: str, **params: Json) -> None:
        self.problems.append(FieldProblem(field=_shown(place), code=f"forms.{code}", params=params))


def _flat(parts: Sequence[Part]) -> list[Part]:
    """The parts with a path of their own; those of groups without a path included."""
    return [
        found
        for part in parts
        for found in (_flat(part.parts) if isinstance(part, Group) and not part.path else [part])
    ]


def _at(where: Json, path: Path) -> Json:
    for step in path:
        if not isinstance(where, Mapping) or step not in where:
            return _MISSING
        where = where[step]
    return where


def _put(into: dict[str, Json], path: Path, value: Json) -> None:
    """Set a value deep inside; what was there is copied on the way, never changed."""
    for step in path[:-1]:
        inner = into.get(step)
        into[step] = dict(inner) if isinstance(inner, Mapping) else {}
        into = into[step]
    into[path[-1]] = value


def _changes(inner: Mapping[str, Json], current: Json) -> dict[str, Json]:
    before = current if isinstance(current, Mapping) else {}
    return {name: value for name, value in inner.items() if name not in before or before[name] != value}


def _overlay(below: Mapping[str, Json], above: Mapping[str, Json]) -> dict[str, Json]:
    """`above` over `below`, contexts merged; lists and everything else replaced."""
    merged = dict(below)
    for name, value in above.items():
        under = merged.get(name)
        merged[name] = _overlay(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged


def _names(place: tuple[str | int, ...]) -> Path:
    return tuple(step for step in place if isinstance(step, str))


def _shown(place: tuple[str | int, ...]) -> str:
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
