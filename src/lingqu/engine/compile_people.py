"""Who does a user task: what an extension says, else the resource roles of plain BPMN.

A performer is its assignee, potential owners are its candidates: groups, unless `user(…)` says otherwise. A role that
cannot be read, or that has no place beside the others, says nobody; a check of the drawing tells of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.engine.compile_parts import Context, formula, optional
from lingqu.engine.formulas import Formula
from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Task
from lingqu.model.bpmn.resources import Role, named, roles_of

People = dict[str, Formula | None]


def people_of(context: Context, drawn: Task) -> People:
    """Assignee, candidate users and groups."""
    said = drawn.extensions.one(zeebe.AssignmentDefinition)
    if said is not None:
        return {
            "assignee": optional(said.assignee),
            "candidate_users": optional(said.candidate_users),
            "candidate_groups": optional(said.candidate_groups),
        }
    return _of_roles(context, drawn)[0]


def unread_roles(context: Context, drawn: Task) -> tuple[Role, ...]:
    """The resource roles of a user task that assign nobody, though nothing else says who does it."""
    if drawn.kind != "user" or drawn.extensions.one(zeebe.AssignmentDefinition) is not None:
        return ()
    return _of_roles(context, drawn)[1]


def _of_roles(context: Context, drawn: Task) -> tuple[People, tuple[Role, ...]]:
    found: People = {"assignee": None, "candidate_users": None, "candidate_groups": None}
    unread = []
    for role in roles_of(drawn):
        told = dict(_told(context, role))
        joined = {field: _joined(field, found[field], one) for field, one in told.items()}
        if not told or None in joined.values():
            unread.append(role)
        else:
            found.update(joined)
    return found, tuple(unread)


def _told(context: Context, role: Role) -> Iterator[tuple[str, Formula]]:
    """What one role says of whom."""
    if role.expression is None:
        return
    users, groups = named(role.expression.text) or ("", "")
    if role.performs and users and not groups:
        yield "assignee", formula(users)
        return
    if users or groups:
        if not role.performs:
            yield from ((f"candidate_{of}", formula(who)) for of, who in (("users", users), ("groups", groups)) if who)
        return
    try:
        value = context.expression(role.expression)
    except Invalid:
        return
    if value is not None:
        yield "assignee" if role.performs else "candidate_groups", value


def _joined(field: str, before: Formula | None, one: Formula) -> Formula | None:
    """One more role says who: of several fixed candidates all are meant. None: they cannot be put together."""
    if before is None:
        return one
    if field == "assignee" or before.expression is not None or one.expression is not None:
        return None
    return formula(f"{before.text},{one.text}")
