"""Our own extension elements, namespace `urn:lingqu:bpmn:1`; examples in docs/reference/bpmn-extensions.md.

Texts that begin with "=" are FEEL. "" means that the attribute is missing. `who` is the language of seats:
`user:ID`, `group:ID`, `role:ID`, `post:ID`, `department:ID`, `head`, `head:2`, `initiator`, or FEEL.
"""

from __future__ import annotations

from msgspec import field

from lingqu.model.bpmn.parts import Extension

NAMESPACE = "urn:lingqu:bpmn:1"


class Title(Extension, frozen=True, kw_only=True):
    """`title` of a process: the title of an instance, a text or FEEL over the start variables."""

    template: str = ""


class Starters(Extension, frozen=True, kw_only=True):
    """`starters` of a process: who may start it; lists by comma. Without the element everybody may."""

    candidate_groups: str = ""
    candidate_users: str = ""


class Soundness(Extension, frozen=True, kw_only=True):
    """`soundness` of a process: how bad it is when the drawing is proven unsound."""

    severity: str = "warning"  # warning | error: then it is not deployed


class History(Extension, frozen=True, kw_only=True):
    """`history` of a process: how long an instance that has ended is kept."""

    time_to_live: str = ""  # P180D, P26W, PT12H, or a number of days; "ever"


class Seat(Extension, frozen=True, kw_only=True):
    """`seat` of an approval: one rule that yields one place or several."""

    who: str = ""
    weight: str = ""  # a decimal number; missing means 1
    veto: bool = False


class Approval(Extension, frozen=True, kw_only=True):
    """`approval` of a user task: the decision policy as drawn; `approvals` reads its meaning."""

    mode: str = "all"  # all | any | sequential
    pass_rule: str = ""  # all | any | at-least:K | ratio:P/Q | weight:W | =feel; missing follows the mode
    reject_rule: str = ""  # veto | veto-holders | impossible | all; missing means veto (impossible for mode any)
    early_close: bool = True
    on_reject: str = "end"  # end | send-back | flow | nothing
    send_back_to: str = ""  # initiator | previous | id of an element
    added_count: bool = True  # whether added seats count in the decision
    seats_from: str = field(default="", name="seats")  # FEEL list of persons, beside or instead of the children
    seats: tuple[Seat, ...] = field(default=(), name="seat")


class Copy(Extension, frozen=True, kw_only=True):
    """`copy`: a carbon copy to `to` when the element starts or ends."""

    to: str = ""
    at: str = "end"  # start | end


class Urge(Extension, frozen=True, kw_only=True):
    """`urge` of a user task: remind who has not acted `after` a duration, then by `repeat`."""

    after: str = ""  # ISO 8601 duration or FEEL
    repeat: str = ""  # ISO 8601 repetition, R3/PT4H
    escalate: str = ""  # who else hears of it


class Field(Extension, frozen=True, kw_only=True):
    """`field` of a user task or a process: what a person may do with a form's field here."""

    name: str = ""
    access: str = "write"  # read | write | hidden | required


class Outcome(Extension, frozen=True, kw_only=True):
    """`outcome` of a user task: one of the answers a person can give, beside approve and reject."""

    value: str = ""
    label: str = ""


class Variable(Extension, frozen=True, kw_only=True):
    """`variable` of a process: of which type the values of a variable are."""

    name: str = ""
    type: str = ""  # string | number | boolean | date | time | date and time | duration | list | context


class Calendar(Extension, frozen=True, kw_only=True):
    """`calendar` of a timer: the working calendar on which its durations count working time."""

    name: str = ""


class Document(Extension, frozen=True, kw_only=True):
    """`document`: which business document a message, a task or a process is about."""

    type: str = ""
    id: str = ""  # text or FEEL
