"""What a form is made of, as the server sees it: fields with rules, groups and lists. Immutable; looks are left out.

Texts that begin with "=" are FEEL over the form's data. A path is the way into the data: ("supplier", "name").
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from lingqu.kernel.values import Json

Kind: TypeAlias = Literal[
    "text", "number", "checkbox", "choice", "choices", "date", "time", "datetime", "computed", "files"
]
#: What a person may do with a field at a step of the process.
Access: TypeAlias = Literal["read", "write", "hidden", "required"]

Path: TypeAlias = tuple[str, ...]


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """`validate` of a field; None: no such rule. Limits are numbers or FEEL."""

    required: bool = False
    min: Json = None
    max: Json = None
    min_length: Json = None
    max_length: Json = None
    pattern: str = ""
    format: Literal["", "email", "phone"] = ""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Where the values of a choice come from: fixed, a variable of this path, or FEEL."""

    fixed: tuple[Json, ...] | None = None
    variable: Path = ()
    expression: str = ""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field. `path` is relative to the group or list that holds it."""

    path: Path
    kind: Kind
    label: str = ""
    rules: Rules = Rules()
    options: Options = Options()
    hide: str = ""
    fixed: Json = False  # readonly or disabled: true, false or FEEL
    default: Json = None
    expression: str = ""  # of a computed field
    decimals: int | None = None  # digits after the point that a number may have
    as_text: bool = False  # the number travels as a string
    future_only: bool = False


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Fields that stand together; a path nests their data."""

    parts: tuple[Part, ...]
    path: Path = ()
    hide: str = ""


class List(msgspec.Struct, frozen=True, kw_only=True):
    """A list whose every entry has the same parts."""

    path: Path
    parts: tuple[Part, ...]
    hide: str = ""
    label: str = ""
    fixed_length: bool = False


Part: TypeAlias = Field | Group | List


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form as read from its schema."""

    id: str
    parts: tuple[Part, ...]
    unknown: tuple[tuple[str, str], ...] = ()  # (component id, type) that this server does not know


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field: its dotted path (`items[0].price`) and a message's code and parameters."""

    field: str
    code: str
    params: dict[str, Json] = {}
