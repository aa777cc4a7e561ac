"""Sign in, sign out, who am I."""

from __future__ import annotations

from typing import Any, Literal

from litestar import Request, Response, delete, get, patch, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody
from msgspec import structs

from lingqu.api.edge import DepartmentRef, Shape
from lingqu.api.editions import seen, tagged, told
from lingqu.api.gate import CSRF_COOKIE, SESSION_COOKIE, TENANT, proven
from lingqu.api.given import House, Viewer
from lingqu.api.wire import in_thread
from lingqu.directory import credentials, organisation, people, sessions
from lingqu.directory.viewer import viewer
from lingqu.kernel.editions import must_be_seen
from lingqu.kernel.errors import NotFound
from lingqu.runtime import RowWork, Tx


class SignIn(Shape, forbid_unknown_fields=True):
    user: str
    password: str


class NewPassword(Shape, forbid_unknown_fields=True):
    old: str
    new: str


class Preferences(Shape, forbid_unknown_fields=True):
    language: Literal["zh", "en"]


class Me(Shape):
    """Who is signed in, and what the menu may offer."""

    id: str
    etag: str
    name: str
    email: str
    department: DepartmentRef | None
    roles: list[str]
    groups: list[str]
    language: str
    can: list[str]


def me(house: House, asks: Viewer) -> Me:
    with house.db.reading() as c:
        found = people.find(c, asks.tenant, asks.login) or people.Person(login=asks.login, name=asks.login)
        department = None
        if found.department:
            try:
                known = organisation.department(c, asks.tenant, found.department)
                department = DepartmentRef(id=known.id, name=known.name)
            except NotFound:  # the department was taken away; the person stays
                department = DepartmentRef(id=found.department, name=found.department)
    return Me(
        id=found.login,
        etag=people.preferences_of(found),
        name=found.name,
        email=found.email,
        department=department,
        roles=list(asks.roles),
        groups=list(asks.groups),
        language=found.language,
        can=sorted(asks.can),
    )


@post("/api/session", status_code=200, opt={"public": True})
@in_thread
def sign_in(house: House, request: Request[Any, Any, Any], data: JSONBody[SignIn]) -> Response[Me]:
    """Sign in with a password: sets the session cookie and the CSRF cookie."""
    with house.db.reading() as c:
        proven(house, c, request, data.user, data.password)
        asks = viewer(c, TENANT, data.user)
    token, csrf = house.runtime.writer.call(RowWork(run=lambda tx: sessions.begin(tx.c, TENANT, data.user, tx.now)))
    secure = request.url.scheme == "https" or house.settings.base_url.startswith("https:")
    return Response(
        me(house, asks),
        cookies=[
            Cookie(key=SESSION_COOKIE, value=token, httponly=True, samesite="lax", secure=secure, path="/"),
            Cookie(key=CSRF_COOKIE, value=csrf, httponly=False, samesite="lax", secure=secure, path="/"),
        ],
    )


@get("/api/session")
@in_thread
def who_am_i(house: House, viewer: Viewer) -> Response[Me]:
    """Who is signed in."""
    shown = me(house, viewer)
    return told(shown, shown.etag)


@patch("/api/session")
@in_thread
def prefer(house: House, request: Request[Any, Any, Any], viewer: Viewer, data: JSONBody[Preferences]) -> Response[Me]:
    """Change one's own language."""
    meant = seen(request)

    def run(tx: Tx) -> None:
        known = people.locked(tx.c, viewer.tenant, viewer.login)
        must_be_seen(people.preferences_of(known), meant)
        people.change(tx.c, viewer.tenant, structs.replace(known, language=data.language))

    house.runtime.writer.call(RowWork(run=run))
    shown = me(house, viewer)
    return tagged(shown, shown.etag)


@post("/api/session/password", status_code=204)
@in_thread
def change_password(house: House, request: Request[Any, Any, Any], viewer: Viewer, data: JSONBody[NewPassword]) -> None:
    """Change one's own password; all sessions of the person end."""
    with house.db.reading() as c:
        proven(house, c, request, viewer.login, data.old)
    fresh = credentials.hashed(data.new)
    house.runtime.writer.call(
        RowWork(run=lambda tx: credentials.set_password(tx.c, viewer.tenant, viewer.login, fresh))
    )


@delete("/api/session")
@in_thread
def sign_out(house: House, request: Request[Any, Any, Any]) -> Response[None]:
    """Sign out."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        house.runtime.writer.call(RowWork(run=lambda tx: sessions.end(tx.c, token)))
    answer: Response[None] = Response(None, status_code=204)
    answer.delete_cookie(SESSION_COOKIE)
    answer.delete_cookie(CSRF_COOKIE)
    return answer


HANDLERS = [sign_in, who_am_i, prefer, change_password, sign_out]
