"""Warnings as people read them: kinds of values in their language, a hint where a name looks like a slip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.feel import messages as _messages  # noqa: F401  (registers the texts that the codes name)
from lingqu.feel.slips import NO_HINT, hint_of_name
from lingqu.kernel.messages import Message

#: Which parameters of a warning hold the kind of a value.
_KINDS = ("kind", "left", "right", "owner")
KIND_CODES: dict[str, str] = {
    "null": "feel.kind_null", "boolean": "feel.kind_boolean", "number": "feel.kind_number",
    "string": "feel.kind_string", "list": "feel.kind_list", "context": "feel.kind_context", "date": "feel.kind_date",
    "time": "feel.kind_time", "date and time": "feel.kind_date_time", "range": "feel.kind_range",
    "days and time duration": "feel.kind_days_time", "years and months duration": "feel.kind_years_months",
    "function": "feel.kind_function",
}  # fmt: skip


def message_of(code: str, values: Mapping[str, Any]) -> Message:
    """The message of a warning (`code` without the room) whose values are these."""
    if code == "no_variable":
        hint = hint_of_name(values["name"])
        if hint != NO_HINT:
            return Message(code="feel.no_variable_slip", params={**values, "hint_zh": hint[0], "hint_en": hint[1]})
    params = dict(values)
    for name in _KINDS:
        told = KIND_CODES.get(params.get(name, ""))
        if told is not None:
            params[name] = Message(code=told)
    return Message(code=f"feel.{code}", params=params)
