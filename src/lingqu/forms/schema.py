"""From the drawn form to what the server enforces, and at deployment: what of it could not be enforced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lingqu.forms import messages  # noqa: F401 - registers the texts of the codes below
from lingqu.forms.expressions import broken_expression, broken_pattern
from lingqu.forms.fields import Field, FieldProblem, Form, Group, Kind, List, Options, Part, Path, Rules
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json
from lingqu.model import forms as drawn

_KINDS: Mapping[str, Kind] = {
    "textfield": "text",
    "textarea": "text",
    "number": "number",
    "checkbox": "checkbox",
    "radio": "choice",
    "select": "choice",
    "checklist": "choices",
    "taglist": "choices",
    "expression": "computed",
    "filepicker": "files",
    "datetime": "datetime",
}
_MOMENTS: Mapping[str, Kind] = {"date": "date", "time": "time"}
_GROUPS = frozenset({"group", "columns"})
#: Components that hold no data.
_LOOKS = frozenset(
    {"text", "html", "image", "table", "button", "separator", "spacer", "iframe", "documentPreview", "default"}
)


def read(data: bytes | str) -> Form:
    """The form in form-js JSON. Raises Invalid for what is no form."""
    return enforced(drawn.read(data))


def enforced(form: drawn.Form) -> Form:
    """What the server enforces of a drawn form. Raises Invalid for a field that has no key."""
    unknown: list[tuple[str, str]] = []
    return Form(id=form.id, parts=_parts(form.components, unknown), unknown=tuple(unknown))


def problems(form: Form) -> list[FieldProblem]:
    """What this server could not enforce: unknown components, patterns and expressions that it cannot read."""
    found = [
        FieldProblem(field=name, code="forms.unknown_component", params={"type": kind}) for name, kind in form.unknown
    ]
    for path, part in _walk(form.parts, ()):
        name = ".".join(path)
        for text in _expressions(part):
            wrong = broken_expression(text)
            if wrong:
                found.append(FieldProblem(field=name, code="forms.bad_expression", params={"reason": wrong}))
        if isinstance(part, Field) and part.rules.pattern:
            wrong = broken_pattern(part.rules.pattern)
            if wrong:
                found.append(FieldProblem(field=name, code="forms.bad_pattern", params={"reason": wrong}))
    return found


def option_value(option: Json) -> Json:
    """The value of an option as data hold it: {label, value}, or the value itself."""
    return option.get("value") if isinstance(option, Mapping) else option


def _walk(parts: Iterable[Part], above: Path) -> Iterable[tuple[Path, Part]]:
    for part in parts:
        path = (*above, *part.path)
        yield path, part
        if not isinstance(part, Field):
            yield from _walk(part.parts, path)


def _expressions(part: Part) -> Iterable[str]:
    texts: list[Json] = [part.hide]
    if isinstance(part, Field):
        rules = part.rules
        texts += [part.fixed, part.expression, part.options.expression]
        texts += [rules.min, rules.max, rules.min_length, rules.max_length]
    return [text for text in texts if isinstance(text, str) and text.startswith("=")]


def _parts(components: Iterable[drawn.Component], unknown: list[tuple[str, str]]) -> tuple[Part, ...]:
    parts = (_part(component, unknown) for component in components)
    return tuple(part for part in parts if part is not None)


def _part(component: drawn.Component, unknown: list[tuple[str, str]]) -> Part | None:
    kind, hide = component.type, _feel(component.hide)
    if kind in _GROUPS:
        return Group(parts=_parts(component.components, unknown), path=_path(component.path), hide=hide)
    if kind == "dynamiclist":
        path = _path(component.path)
        if not path:
            raise Invalid("forms.field_without_key", type=kind)
        return List(path=path, parts=_parts(component.components, unknown), hide=hide, label=component.label)
    if kind in _LOOKS:
        return None
    if kind not in _KINDS:
        unknown.append((component.id or component.key or "?", kind))
        return None
    return _field(component, _MOMENTS.get(str(component.rest.get("subtype")), _KINDS[kind]), hide)


def _field(component: drawn.Component, kind: Kind, hide: str) -> Field:
    path = _path(component.key)
    if not path:
        raise Invalid("forms.field_without_key", type=component.type)
    rest = component.rest
    digits = rest.get("decimalDigits")
    return Field(
        path=path,
        kind=kind,
        label=component.label or str(rest.get("dateLabel") or rest.get("timeLabel") or ""),
        rules=_rules(component.validation),
        options=_options(component) if kind in {"choice", "choices"} else Options(),
        hide=hide,
        fixed=component.disabled or component.read_only,
        default=component.default,
        expression=component.expression if kind == "computed" else "",
        decimals=digits if isinstance(digits, int) and not isinstance(digits, bool) else None,
        as_text=rest.get("serializeToString") is True,
        future_only=rest.get("disallowPassedDates") is True,
    )


def _rules(validation: drawn.Validation) -> Rules:
    return Rules(
        required=validation.required,
        min=validation.minimum,
        max=validation.maximum,
        min_length=validation.min_length,
        max_length=validation.max_length,
        pattern=validation.pattern,
        format="email" if validation.kind == "email" else "phone" if validation.kind == "phone" else "",
    )


def _options(component: drawn.Component) -> Options:
    if component.options_expression:
        return Options(expression=component.options_expression)
    if component.options_key:
        return Options(variable=_path(component.options_key))
    return Options(fixed=tuple(option.value for option in component.options))


def _feel(text: str) -> str:
    """Conditions are written with or without the leading "="."""
    return text if not text.strip() or text.startswith("=") else f"={text}"


def _path(text: str) -> Path:
    return tuple(step for step in text.split(".") if step)
