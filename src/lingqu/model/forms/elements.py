"""The parts of a form, immutable. Texts that begin with "=" are FEEL; "" means that nothing is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

import msgspec

from lingqu.kernel.values import Json

#: A bound is a number, or FEEL that gives one.
Bound: TypeAlias = int | Decimal | str | None


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One of the answers of a select, radio, checklist or taglist."""

    label: str
    value: Json


class Validation(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer must be; None and "" = not asked for."""

    required: bool = False
    minimum: Bound = None  # min
    maximum: Bound = None  # max
    min_length: Bound = None  # characters
    max_length: Bound = None  # characters
    pattern: str = ""  # regular expression over the whole text
    kind: str = ""  # validationType: email | phone | custom


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """A field, or something that only shows, or a group of components."""

    type: str  # textfield, number, select, group, dynamiclist, text, …
    id: str = ""
    key: str = ""  # the variable that a field reads and writes; may be a path "a.b"; "" = no field
    path: str = ""  # of a group or dynamic list: where the values of its components are
    label: str = ""
    description: str = ""
    disabled: bool = False  # shown, never sent
    read_only: bool | str = False  # or FEEL
    default: Json = None  # defaultValue
    validation: Validation = Validation()
    options: tuple[Option, ...] = ()  # values
    options_key: str = ""  # valuesKey: the variable that holds the options
    options_expression: str = ""  # valuesExpression
    hide: str = ""  # conditional.hide: FEEL, true = not there at all
    expression: str = ""  # of a computed field
    components: tuple[Component, ...] = ()  # of a group or dynamic list
    rest: Mapping[str, Json] = {}  # what has no field here: layout, appearance, subtype, …


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A whole form. `source` is its JSON, complete, for what draws it."""

    id: str = ""
    schema_version: int = 0
    components: tuple[Component, ...] = ()
    source: Mapping[str, Json] = {}


def walk(components: tuple[Component, ...]) -> Iterator[Component]:
    """All components at any depth, in the order of the form; a group before what is in it."""
    for component in components:
        yield component
        yield from walk(component.components)
