"""Webhooks out: which systems are told of what, how far they are, and what they last answered."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, UnsetType

from lingqu.api.edge import Address, Shape, iso
from lingqu.api.editions import seen, tagged, told
from lingqu.api.feed import NOW
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.feed import hooks
from lingqu.feed.cursor import Cursor
from lingqu.feed.events import Wanted
from lingqu.feed.following import behind, newest
from lingqu.feed.hooks import Change, Hook
from lingqu.kernel.keys import parse_key
from lingqu.runtime import RowWork, Tx


class WebhookShape(Shape):
    """`state`: active, paused (by somebody), stopped (failed for days, or gone). `cursor`: up to where it was told.

    `behind`: commits after that, some of which may hold nothing for it; `behindSince`: when the oldest was made.
    """

    id: str
    etag: str
    name: str
    url: str
    types: list[str]
    processes: list[str]
    state: str
    cursor: str
    behind: int
    behind_since: str | None
    delivered: int
    last_delivered_at: str | None
    failures: int
    failing_since: str | None
    next_attempt_at: str | None
    last_error: str | None


class WebhookWithSecret(WebhookShape):
    """`secret` is told this once; posts are signed with it."""

    secret: str


class NewWebhook(Shape, forbid_unknown_fields=True):
    """No `types`: all; no `processes`: all. `after`: a cursor of the feed, "" for all that history holds, or `now`."""

    name: str
    url: Address
    types: list[str] = []
    processes: list[str] = []
    after: Address = NOW


class WebhookChange(Shape, forbid_unknown_fields=True):
    """What is left out stays. `after` tells it everything from there on (again); `active` pauses and resumes it."""

    name: str | UnsetType = UNSET
    url: Address | UnsetType = UNSET
    types: list[str] | UnsetType = UNSET
    processes: list[str] | UnsetType = UNSET
    after: Address | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class WebhookTried(Shape):
    ok: bool
    message: str


@get("/api/feed/webhooks")
@in_thread
def list_feed_webhooks(house: House, viewer: Viewer) -> list[WebhookShape]:
    """All webhooks, by name."""
    viewer.must("systems")
    with house.db.reading() as c:
        found = hooks.all_of(c, viewer.tenant)
    return [_shown(house, hook) for hook in found]


@post("/api/feed/webhooks")
@in_thread
def add_feed_webhook(house: House, viewer: Viewer, data: JSONBody[NewWebhook]) -> Response[WebhookWithSecret]:
    """Tell a system what happens, by POST. The answer holds the secret, this once."""
    viewer.must("systems")
    cursor = _cursor(house, data.after)
    wanted = Wanted(tuple(data.types), tuple(data.processes))

    def run(tx: Tx) -> tuple[Hook, str]:
        return hooks.add(tx, house.vault, viewer.tenant, name=data.name, url=data.url, wanted=wanted, cursor=cursor)

    hook, secret = house.runtime.writer.call(RowWork(run=run))
    return tagged(WebhookWithSecret(**_fields(house, hook), secret=secret), str(str(hook.version)), 201)


@get("/api/feed/webhooks/{webhook_id:str}")
@in_thread
def get_feed_webhook(house: House, viewer: Viewer, webhook_id: FromPath[str]) -> Response[WebhookShape]:
    """One webhook; its ETag goes back with a change."""
    viewer.must("systems")
    with house.db.reading() as c:
        hook = hooks.by_id(c, viewer.tenant, parse_key(webhook_id, "id"))
    return told(_shown(house, hook), str(hook.version))


@patch("/api/feed/webhooks/{webhook_id:str}")
@in_thread
def change_feed_webhook(
    house: House,
    request: Request[Any, Any, Any],
    viewer: Viewer,
    webhook_id: FromPath[str],
    data: JSONBody[WebhookChange],
) -> Response[WebhookShape]:
    """Change, pause, resume or rewind it."""
    viewer.must("systems")
    id_, meant = parse_key(webhook_id, "id"), seen(request)
    cursor = None if data.after is UNSET else _cursor(house, data.after)

    def run(tx: Tx) -> Hook:
        now = hooks.by_id(tx.c, viewer.tenant, id_).wanted
        wanted = Wanted(
            now.types if data.types is UNSET else tuple(data.types),
            now.processes if data.processes is UNSET else tuple(data.processes),
        )
        asked = Change(
            name=None if data.name is UNSET else data.name,
            url=None if data.url is UNSET else data.url,
            wanted=wanted,
            active=None if data.active is UNSET else data.active,
            cursor=cursor,
        )
        return hooks.change(tx, viewer.tenant, id_, asked, seen=meant)

    hook = house.runtime.writer.call(RowWork(run=run))
    return tagged(_shown(house, hook), str(hook.version))


@delete("/api/feed/webhooks/{webhook_id:str}")
@in_thread
def drop_feed_webhook(house: House, request: Request[Any, Any, Any], viewer: Viewer, webhook_id: FromPath[str]) -> None:
    """Tell that system nothing more."""
    viewer.must("systems")
    id_, meant = parse_key(webhook_id, "id"), seen(request)
    house.runtime.writer.call(RowWork(run=lambda tx: hooks.drop(tx, viewer.tenant, id_, seen=meant)))


@post("/api/feed/webhooks/{webhook_id:str}/secret", status_code=200)
@in_thread
def renew_feed_secret(
    house: House, request: Request[Any, Any, Any], viewer: Viewer, webhook_id: FromPath[str]
) -> Response[WebhookWithSecret]:
    """Another secret, told this once; the next post is signed with it."""
    viewer.must("systems")
    id_, meant = parse_key(webhook_id, "id"), seen(request)

    def run(tx: Tx) -> tuple[Hook, str]:
        return hooks.renew_secret(tx, house.vault, viewer.tenant, id_, seen=meant)

    hook, secret = house.runtime.writer.call(RowWork(run=run))
    return tagged(WebhookWithSecret(**_fields(house, hook), secret=secret), str(hook.version))


@post("/api/feed/webhooks/{webhook_id:str}/test", status_code=200)
@in_thread
def try_feed_webhook(house: House, viewer: Viewer, language: Language, webhook_id: FromPath[str]) -> WebhookTried:
    """Send it one event of the type `lingqu.feed.test`, now."""
    viewer.must("systems")
    with house.db.reading() as c:
        hook = hooks.by_id(c, viewer.tenant, parse_key(webhook_id, "id"))
    ok, said = house.feed.try_out(hook)
    return WebhookTried(ok=ok, message=house.mask.text(said.text(language)))


def _cursor(house: House, after: str) -> Cursor:
    if after != NOW:
        return Cursor.parse(after)
    with house.db.reading() as c:
        return newest(c)


def _shown(house: House, hook: Hook) -> WebhookShape:
    return WebhookShape(**_fields(house, hook))


def _fields(house: House, hook: Hook) -> dict[str, Any]:
    with house.db.reading() as c:
        lag = behind(c, hook.cursor, now=house.runtime.now())
    return {
        "id": str(hook.id),
        "etag": str(hook.version),
        "name": hook.name,
        "url": hook.url,
        "types": list(hook.wanted.types),
        "processes": list(hook.wanted.processes),
        "state": hook.state.name.lower(),
        "cursor": str(hook.cursor),
        "behind": lag.commits,
        "behind_since": iso(lag.since),
        "delivered": hook.delivered,
        "last_delivered_at": iso(hook.delivered_at),
        "failures": hook.attempts,
        "failing_since": iso(hook.failing_since),
        "next_attempt_at": iso(hook.next_at) if hook.attempts and not hook.state else None,
        "last_error": hook.error or None,
    }


HANDLERS = [
    list_feed_webhooks,
    add_feed_webhook,
    get_feed_webhook,
    change_feed_webhook,
    drop_feed_webhook,
    renew_feed_secret,
    try_feed_webhook,
]
