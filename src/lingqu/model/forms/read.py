"""From form-js JSON to a form. Wrong types are refused with the path to them; what is unknown is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import lingqu.model.messages  # noqa: F401 - registers the texts of the codes raised here
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json, decode
from lingqu.model.forms.elements import Bound, Component, Form, Option, Validation

MAX_SIZE = 2 * 1024 * 1024  # bytes
MAX_COMPONENTS = 2_000
MAX_NESTING = 20

_TAKEN = frozenset({
    "type", "id", "key", "path", "label", "description", "disabled", "readonly", "defaultValue", "validate", "values",
    "valuesKey", "valuesExpression", "conditional", "expression", "components",
})  # fmt: skip


def read(data: bytes | str) -> Form:
    """The form in form-js JSON. Raises Invalid (`model.form_*`, `kernel.bad_json`) with the path to what is wrong."""
    if len(data) > MAX_SIZE:
        raise Invalid("model.too_large", size=len(data), limit=MAX_SIZE)
    source = decode(data)
    if not isinstance(source, dict):
        raise _wrong("form", "a JSON object")
    if source.get("type", "default") != "default":
        raise _wrong("form.type", '"default"')
    reader = _Reader()
    return Form(
        id=_text(source, "id", "form"),
        schema_version=_whole(source, "schemaVersion", "form"),
        components=reader.components(source.get("components", []), "components", 0),
        source=source,
    )


class _Reader:
    def __init__(self) -> None:
        self.number = 0

    def components(self, given: Json, path: str, depth: int) -> tuple[Component, ...]:
        if not isinstance(given, list):
            raise _wrong(path, "a list")
        if depth > MAX_NESTING:
            raise Invalid("model.form_too_deep", path=path, limit=MAX_NESTING)
        return tuple(self._component(one, f"{path}[{at}]", depth) for at, one in enumerate(given))

    def _component(self, given: Json, path: str, depth: int) -> Component:
        self.number += 1
        if self.number > MAX_COMPONENTS:
            raise Invalid("model.form_too_many", limit=MAX_COMPONENTS)
        if not isinstance(given, dict):
            raise _wrong(path, "a JSON object")
        kind = _text(given, "type", path)
        if not kind:
            raise _wrong(f"{path}.type", "the type of a component")
        return Component(
            type=kind,
            id=_text(given, "id", path),
            key=_text(given, "key", path),
            path=_text(given, "path", path),
            label=_text(given, "label", path),
            description=_text(given, "description", path),
            disabled=_flag(given, "disabled", path),
            read_only=_flag_or_feel(given, "readonly", path),
            default=given.get("defaultValue"),
            validation=_validation(given.get("validate"), f"{path}.validate"),
            options=_options(given.get("values"), f"{path}.values"),
            options_key=_text(given, "valuesKey", path),
            options_expression=_text(given, "valuesExpression", path),
            hide=_hide(given.get("conditional"), f"{path}.conditional"),
            expression=_text(given, "expression", path),
            components=self.components(given.get("components", []), f"{path}.components", depth + 1),
            rest={name: value for name, value in given.items() if name not in _TAKEN},
        )


def _validation(given: Json, path: str) -> Validation:
    if given is None:
        return Validation()
    if not isinstance(given, dict):
        raise _wrong(path, "a JSON object")
    return Validation(
        required=_flag(given, "required", path),
        minimum=_bound(given, "min", path),
        maximum=_bound(given, "max", path),
        min_length=_bound(given, "minLength", path),
        max_length=_bound(given, "maxLength", path),
        pattern=_text(given, "pattern", path),
        kind=_text(given, "validationType", path),
    )


def _options(given: Json, path: str) -> tuple[Option, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        raise _wrong(path, "a list")
    options = []
    for at, one in enumerate(given):
        if not isinstance(one, dict) or "value" not in one:
            raise _wrong(f"{path}[{at}]", "an object with label and value")
        options.append(Option(label=_text(one, "label", f"{path}[{at}]"), value=one["value"]))
    return tuple(options)


def _hide(given: Json, path: str) -> str:
    if given is None:
        return ""
    if not isinstance(given, dict):
        raise _wrong(path, "a JSON object")
    return _text(given, "hide", path)


def _text(given: dict[str, Any], name: str, path: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(f"{path}.{name}", "a text")
    return value


def _flag(given: dict[str, Any], name: str, path: str) -> bool:
    value = given.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise _wrong(f"{path}.{name}", "true | false")
    return value


def _flag_or_feel(given: dict[str, Any], name: str, path: str) -> bool | str:
    value = given.get(name)
    if isinstance(value, str) and value.startswith("="):
        return value
    return _flag(given, name, path)


def _whole(given: dict[str, Any], name: str, path: str) -> int:
    value = given.get(name)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(f"{path}.{name}", "a whole number")
    return value


def _bound(given: dict[str, Any], name: str, path: str) -> Bound:
    value = given.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.startswith("="):
        return value
    raise _wrong(f"{path}.{name}", "a number or FEEL")


def _wrong(path: str, expected: str) -> Invalid:
    return Invalid("model.form_wrong", path=path, expected=expected)
