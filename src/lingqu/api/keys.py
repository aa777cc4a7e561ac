"""One's own API tokens and delegations."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import PersonShape, Shape, at, iso, who
from lingqu.api.editions import seen, told
from lingqu.api.given import House, Viewer
from lingqu.api.wire import in_thread
from lingqu.directory import delegations, people, sessions
from lingqu.directory.delegations import Delegation
from lingqu.directory.people import Person
from lingqu.directory.sessions import ApiToken
from lingqu.kernel.keys import parse_key
from lingqu.runtime import RowWork, Tx


class TokenRow(Shape):
    id: str
    etag: str
    name: str
    created_at: str
    last_used_at: str | None


class NewToken(Shape, forbid_unknown_fields=True):
    name: str


class FreshToken(Shape):
    """The token is shown this once."""

    id: str
    token: str


class DelegationShape(Shape):
    id: str
    etag: str
    from_: PersonShape | None
    to: PersonShape | None
    start: str
    end: str
    processes: list[str]


class NewDelegation(Shape, forbid_unknown_fields=True):
    """`start` and `end` are days (YYYY-MM-DD), both inclusive. `from` defaults to oneself."""

    to: str
    start: str
    end: str
    from_: str = ""
    processes: list[str] = []


@get("/api/tokens")
@in_thread
def list_tokens(house: House, viewer: Viewer) -> list[TokenRow]:
    """One's own API tokens, without what they are."""
    with house.db.reading() as c:
        found = sessions.tokens(c, viewer.tenant, viewer.login)
    return [_token(one) for one in found]


def _token(found: ApiToken) -> TokenRow:
    return TokenRow(
        id=str(found.id),
        etag=sessions.edition_of(found),
        name=found.name,
        created_at=at(found.created_at),
        last_used_at=iso(found.last_used_at),
    )


@get("/api/tokens/{token_id:str}")
@in_thread
def get_token(house: House, viewer: Viewer, token_id: FromPath[str]) -> Response[TokenRow]:
    """One of one's own tokens, without what it is."""
    with house.db.reading() as c:
        shown = _token(sessions.token(c, viewer.tenant, viewer.login, parse_key(token_id, "id")))
    return told(shown, shown.etag)


@post("/api/tokens")
@in_thread
def add_token(house: House, viewer: Viewer, data: JSONBody[NewToken]) -> FreshToken:
    """A new API token that acts as oneself."""

    def run(tx: Tx) -> FreshToken:
        key = tx.new_key()
        people.person(tx.c, viewer.tenant, viewer.login)
        token = sessions.new_token(tx.c, viewer.tenant, viewer.login, data.name, key=key, now=tx.now)
        return FreshToken(id=str(key), token=token)

    fresh: FreshToken = house.runtime.writer.call(RowWork(run=run))
    return fresh


@delete("/api/tokens/{token_id:str}")
@in_thread
def drop_token(house: House, request: Request[Any, Any, Any], viewer: Viewer, token_id: FromPath[str]) -> None:
    """Take a token back: it opens nothing any more."""
    key, meant = parse_key(token_id, "id"), seen(request)

    def run(tx: Tx) -> None:
        sessions.drop_token(tx.c, viewer.tenant, viewer.login, key, seen=meant)

    house.runtime.writer.call(RowWork(run=run))


def _shown(found: list[Delegation], known: dict[str, Person]) -> list[DelegationShape]:
    return [
        DelegationShape(
            id=str(d.id),
            etag=delegations.edition_of(d),
            from_=who(known, d.giver),
            to=who(known, d.taker),
            start=d.first,
            end=d.last,
            processes=list(d.processes),
        )
        for d in found
    ]


@get("/api/delegations")
@in_thread
def list_delegations(house: House, viewer: Viewer) -> list[DelegationShape]:
    """The delegations that one gave or takes; all of them for an administrator."""
    with house.db.reading() as c:
        found = delegations.of(c, viewer.tenant, None if "administer" in viewer.can else viewer.login)
        known = people.named(c, viewer.tenant, [login for d in found for login in (d.giver, d.taker)])
    return _shown(found, known)


@get("/api/delegations/{delegation_id:str}")
@in_thread
def get_delegation(house: House, viewer: Viewer, delegation_id: FromPath[str]) -> Response[DelegationShape]:
    """One that one gave or takes; any of them for an administrator."""
    key = parse_key(delegation_id, "id")
    with house.db.reading() as c:
        found = delegations.one(c, viewer.tenant, key, None if "administer" in viewer.can else viewer.login)
        shown = _shown([found], people.named(c, viewer.tenant, [found.giver, found.taker]))[0]
    return told(shown, shown.etag)


@post("/api/delegations")
@in_thread
def add_delegation(house: House, viewer: Viewer, data: JSONBody[NewDelegation]) -> DelegationShape:
    """Delegate one's work for some days; an administrator may do so for somebody else."""
    giver = data.from_ or viewer.login
    if giver != viewer.login:
        viewer.must("administer")

    def run(tx: Tx) -> DelegationShape:
        new = Delegation(
            id=tx.new_key(),
            giver=giver,
            taker=data.to,
            first=data.start,
            last=data.end,
            processes=tuple(data.processes),
        )
        delegations.add(tx.c, viewer.tenant, new, tx.now)
        return _shown([new], people.named(tx.c, viewer.tenant, [giver, data.to]))[0]

    shown: DelegationShape = house.runtime.writer.call(RowWork(run=run))
    return shown


@delete("/api/delegations/{delegation_id:str}")
@in_thread
def drop_delegation(
    house: House, request: Request[Any, Any, Any], viewer: Viewer, delegation_id: FromPath[str]
) -> None:
    """Take a delegation back: one's own, or any of them for an administrator."""
    key, meant = parse_key(delegation_id, "id"), seen(request)
    giver = None if "administer" in viewer.can else viewer.login
    house.runtime.writer.call(RowWork(run=lambda tx: delegations.drop(tx.c, viewer.tenant, key, giver, seen=meant)))


HANDLERS = [
    list_tokens,
    add_token,
    get_token,
    drop_token,
    list_delegations,
    add_delegation,
    get_delegation,
    drop_delegation,
]
