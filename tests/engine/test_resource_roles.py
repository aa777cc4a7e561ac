"""Resource roles of plain BPMN: who does a user task where no extension says it."""

from __future__ import annotations

import pytest

from engine.given import given
from engine.test_plain_bpmn import plain
from lingqu.checks import check
from lingqu.engine import events as e
from lingqu.model.bpmn import read, write


def task(*roles: str, more: str = "") -> bytes:
    return plain(
        f'<startEvent id="start"/><sequenceFlow id="f" sourceRef="start" targetRef="work"/>'
        f'<userTask id="work">{more}{"".join(roles)}</userTask>'
    )


def role(kind: str, said: str, language: str = "") -> str:
    language = f' language="{language}"' if language else ""
    inside = f"<formalExpression{language}>{said}</formalExpression>"
    return f"<{kind}><resourceAssignmentExpression>{inside}</resourceAssignmentExpression></{kind}>"


def assigned(*roles: str, more: str = "", **variables: object) -> tuple[object, ...]:
    """Assignee, candidate users and groups."""
    [made] = given(task(*roles, more=more)).start(**variables).of(e.TaskCreated)
    return made.assignee, made.candidate_users, made.candidate_groups


@pytest.mark.parametrize("kind", ["humanPerformer", "performer"])
def test_a_performer_is_the_assignee(kind):
    assert assigned(role(kind, "boss"), boss="anna") == ("anna", (), ())
    assert assigned(role(kind, "user(anna)")) == ("anna", (), ())


def test_potential_owners_are_candidates():
    assert assigned(role("potentialOwner", "user(anna), group(sales), group(law)")) == ("", ("anna",), ("sales", "law"))
    assert assigned(role("potentialOwner", "teams"), teams=["a", "b"]) == ("", (), ("a", "b"))
    assert assigned(role("potentialOwner", "group(a)"), role("potentialOwner", "group(b)")) == ("", (), ("a", "b"))


def test_what_an_extension_says_counts_alone():
    said = (
        '<extensionElements xmlns:z="http://camunda.org/schema/zeebe/1.0"><z:assignmentDefinition assignee="li"/>'
        "</extensionElements>"
    )

    assert assigned(role("potentialOwner", "group(a)"), more=said) == ("li", (), ())


@pytest.mark.parametrize(
    "unread",
    [
        "<potentialOwner><resourceRef>r</resourceRef></potentialOwner>",
        role("potentialOwner", "${manager}"),
        role("potentialOwner", "x", "https://www.java.com"),
        role("humanPerformer", "user(a)") + role("performer", "user(b)"),
    ],
)
def test_what_assigns_nobody_is_told_and_stays_in_the_document(unread):
    document = read(task(unread))

    assert "resource_role" in {one.code for one in check(document)}
    assert b"potentialOwner" in write(document) or b"humanPerformer" in write(document)
    assert given(task(unread)).start().waits_at == ["work"]


def test_what_assigns_somebody_is_not_told():
    codes = {one.code for one in check(read(task(role("potentialOwner", "group(a)"))))}

    assert not codes & {"resource_role", "unassigned_user_task"}
