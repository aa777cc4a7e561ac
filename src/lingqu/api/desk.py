"""The verbs on a task: claim, complete, approve, reject, send back, transfer, urge, copy, draft."""

from __future__ import annotations

from typing import Any, Literal

from litestar import Request, Response, get, post, put
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import Address, Prose, Shape
from lingqu.api.editions import seen, tagged, told
from lingqu.api.given import House, Viewer
from lingqu.api.tasks import OWN_KEY, idempotency_key
from lingqu.api.wire import in_thread
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import Json, normalise
from lingqu.work.answers import Decision


class Decided(Shape):
    """What became of the task; `outcome` pending, passed, rejected or closed."""

    key: str
    decided: bool
    outcome: str


class Submission(Shape, forbid_unknown_fields=True):
    """`etag`: of the task page that the person saw; a field that somebody else changed since is a conflict."""

    variables: dict[str, Any] = {}
    opinion: Prose = ""
    etag: Address = ""


class Opinion(Shape, forbid_unknown_fields=True):
    opinion: Prose = ""


class SendBack(Shape, forbid_unknown_fields=True):
    to: str = "initiator"
    mode: Literal["rerun", "straight"] = "rerun"
    opinion: Prose = ""


class Transfer(Shape, forbid_unknown_fields=True):
    to: str
    opinion: Prose = ""


class Copy(Shape, forbid_unknown_fields=True):
    to: list[str]
    note: Prose = ""


class Draft(Shape, forbid_unknown_fields=True):
    variables: dict[str, Any] = {}


class Typed(Shape):
    """`variables` null: nothing yet."""

    variables: dict[str, Json] | None
    etag: str


def _told(decision: Decision) -> Decided:
    return Decided(key=str(decision.key), decided=decision.decided, outcome=decision.outcome)


Call = Request[Any, Any, Any]


@post("/api/tasks/{key:str}/claim", status_code=204, opt=OWN_KEY)
@in_thread
def claim(house: House, request: Call, viewer: Viewer, key: FromPath[str]) -> None:
    """Take a task that is offered to one's group."""
    house.desk.claim(viewer, parse_key(key), idempotency_key=idempotency_key(request))


@post("/api/tasks/{key:str}/unclaim", status_code=204, opt=OWN_KEY)
@in_thread
def unclaim(house: House, request: Call, viewer: Viewer, key: FromPath[str]) -> None:
    """Give a task back to the group."""
    house.desk.unclaim(viewer, parse_key(key), idempotency_key=idempotency_key(request))


@post("/api/tasks/{key:str}/complete", status_code=200, opt=OWN_KEY)
@in_thread
def complete(house: House, request: Call, viewer: Viewer, key: FromPath[str], data: JSONBody[Submission]) -> Decided:
    """Complete a task without a vote."""
    return _told(
        house.desk.complete(
            viewer,
            parse_key(key),
            normalise(data.variables, "variables"),
            opinion=data.opinion,
            etag=data.etag,
            idempotency_key=idempotency_key(request),
        )
    )


@post("/api/tasks/{key:str}/approve", status_code=200, opt=OWN_KEY)
@in_thread
def approve(house: House, request: Call, viewer: Viewer, key: FromPath[str], data: JSONBody[Submission]) -> Decided:
    """Vote yes."""
    return _told(
        house.desk.approve(
            viewer,
            parse_key(key),
            normalise(data.variables, "variables"),
            opinion=data.opinion,
            etag=data.etag,
            idempotency_key=idempotency_key(request),
        )
    )


@post("/api/tasks/{key:str}/reject", status_code=200, opt=OWN_KEY)
@in_thread
def reject(house: House, request: Call, viewer: Viewer, key: FromPath[str], data: JSONBody[Opinion]) -> Decided:
    """Vote no; the node's policy says what follows."""
    return _told(
        house.desk.reject(viewer, parse_key(key), opinion=data.opinion, idempotency_key=idempotency_key(request))
    )


@post("/api/tasks/{key:str}/send-back", status_code=200, opt=OWN_KEY)
@in_thread
def send_back(house: House, request: Call, viewer: Viewer, key: FromPath[str], data: JSONBody[SendBack]) -> Decided:
    """Send the run back for correction: one person's act, not a vote."""
    return _told(
        house.desk.send_back(
            viewer,
            parse_key(key),
            to=data.to,
            mode=data.mode,
            opinion=data.opinion,
            idempotency_key=idempotency_key(request),
        )
    )


@post("/api/tasks/{key:str}/transfer", status_code=200, opt=OWN_KEY)
@in_thread
def transfer(house: House, request: Call, viewer: Viewer, key: FromPath[str], data: JSONBody[Transfer]) -> Decided:
    """Hand one's task or seat to another person."""
    return _told(
        house.desk.transfer(
            viewer, parse_key(key), data.to, opinion=data.opinion, idempotency_key=idempotency_key(request)
        )
    )


@post("/api/tasks/{key:str}/urge", status_code=200, opt=OWN_KEY)
@in_thread
def urge(house: House, request: Call, viewer: Viewer, key: FromPath[str]) -> Decided:
    """Remind who has not acted."""
    return _told(house.desk.urge(viewer, parse_key(key), idempotency_key=idempotency_key(request)))


@post("/api/tasks/{key:str}/copy", status_code=200, opt=OWN_KEY)
@in_thread
def copy(house: House, request: Call, viewer: Viewer, key: FromPath[str], data: JSONBody[Copy]) -> Decided:
    """Let more people know."""
    return _told(
        house.desk.copy(viewer, parse_key(key), data.to, note=data.note, idempotency_key=idempotency_key(request))
    )


@get("/api/tasks/{key:str}/draft")
@in_thread
def get_draft(house: House, viewer: Viewer, key: FromPath[str]) -> Response[Typed]:
    """What one has typed and not sent yet."""
    variables, edition = house.desk.drafted(viewer, parse_key(key))
    return told(Typed(variables=variables, etag=edition), edition)


@put("/api/tasks/{key:str}/draft", status_code=204)
@in_thread
def draft(house: House, request: Call, viewer: Viewer, key: FromPath[str], data: JSONBody[Draft]) -> Response[None]:
    """Keep what was typed and not sent yet."""
    variables = normalise(data.variables, "variables")
    return tagged(None, house.desk.draft(viewer, parse_key(key), variables, seen(request)), 204)


HANDLERS = [claim, unclaim, complete, approve, reject, send_back, transfer, urge, copy, get_draft, draft]
