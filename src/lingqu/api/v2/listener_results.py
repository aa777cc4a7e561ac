"""What a job's result says beside variables: the answer of a task listener, or of an ad-hoc sub-process's worker.

`{"type": "userTask", "denied": …, "deniedReason": …, "corrections": {…}}`, or `{"type": "adHocSubProcess",
"activateElements": [{"elementId": …, "variables": {…}}], "isCompletionConditionFulfilled": …,
"isCancelRemainingInstances": …}`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from lingqu.api.edge import bad, from_iso
from lingqu.api.v2.shapes import Body
from lingqu.engine.commands import AdHocActivation, AdHocAnswer, Corrections
from lingqu.kernel.values import normalise


class _Corrections(Body):
    """None: as it is; an empty text takes away."""

    assignee: str | None = None
    due_date: str | None = None
    follow_up_date: str | None = None
    candidate_users: list[str] | None = None
    candidate_groups: list[str] | None = None
    priority: int | None = None


class _Result(Body):
    type: str = "userTask"
    denied: bool | None = None
    denied_reason: str | None = None
    corrections: _Corrections | None = None


class _Activation(Body):
    element_id: str
    variables: dict[str, Any] | None = None


class _AdHoc(Body):
    type: str
    activate_elements: list[_Activation] | None = None
    is_completion_condition_fulfilled: bool | None = None
    is_cancel_remaining_instances: bool | None = None


def listener_answer(given: dict[str, Any] | None) -> dict[str, Any]:
    """The fields of CompleteJob that a result says. Raises Invalid."""
    if not given:
        return {}
    if given.get("type") == "adHocSubProcess":
        return {"ad_hoc": _decision(given)}
    try:
        result = msgspec.convert(given, _Result)
    except msgspec.ValidationError:
        raise bad("result", "not_object") from None
    if result.type != "userTask":
        raise bad("result.type", "none_of", known="userTask, adHocSubProcess")
    return {
        "denied": bool(result.denied),
        "denied_reason": result.denied_reason or "",
        "corrections": None if result.corrections is None else _corrections(result.corrections),
    }


def _decision(given: dict[str, Any]) -> AdHocAnswer:
    try:
        said = msgspec.convert(given, _AdHoc)
    except msgspec.ValidationError:
        raise bad("result", "not_object") from None
    return AdHocAnswer(
        elements=tuple(
            AdHocActivation(element=one.element_id, variables=normalise(one.variables or {}, "variables"))
            for one in said.activate_elements or ()
        ),
        fulfilled=bool(said.is_completion_condition_fulfilled),
        cancel_remaining=bool(said.is_cancel_remaining_instances),
    )


def _corrections(given: _Corrections) -> Corrections:
    return Corrections(
        assignee=given.assignee,
        candidate_users=None if given.candidate_users is None else tuple(given.candidate_users),
        candidate_groups=None if given.candidate_groups is None else tuple(given.candidate_groups),
        due=_moment(given.due_date, "dueDate"),
        follow_up=_moment(given.follow_up_date, "followUpDate"),
        priority=given.priority,
    )


def _moment(text: str | None, field: str) -> int | None:
    if not text:
        return None if text is None else 0
    return from_iso(text, f"result.corrections.{field}")
