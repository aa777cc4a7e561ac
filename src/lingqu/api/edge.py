"""What every resource needs at the edge: camelCase shapes, times as ISO text, keys as text, people, pages."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter

from lingqu.directory.people import Person
from lingqu.kernel.errors import Invalid
from lingqu.kernel.messages import Message
from lingqu.kernel.values import decode, encode

T = TypeVar("T")

# Texts that may be longer than a name (api.misfits.LONGEST):
#: what a person writes; where something lies; whole contents (a drawing, an expression, a secret, a trace).
Prose = Annotated[str, msgspec.Meta(max_length=10_000)]
Address = Annotated[str, msgspec.Meta(max_length=2_048)]
LongText = Annotated[str, msgspec.Meta(max_length=16 << 20)]

MOST = 200  # items of a page at most
TOTAL_CAP = 10_000


#: Items of a page that are asked for.
PageSize = Annotated[int, QueryParameter(ge=1, le=MOST)]


class Shape(msgspec.Struct, kw_only=True, rename="camel"):
    """Root of the bodies that go in and out under /api."""


class PersonShape(Shape):
    id: str
    name: str


class DepartmentRef(Shape):
    id: str
    name: str


class Page(Shape, Generic[T]):
    """One page of a list. `next` is the cursor of the following page, null at the end; `total` stops at 10,000."""

    items: list[T]
    next: str | None = None
    total: int = 0
    has_more: bool = False


def bad(field: str, why: str, **params: Any) -> Invalid:
    """What is wrong with a field of a request: `why` is a phrase of the room's messages (`api.why_…`)."""
    return Invalid("api.bad_field", field=field, reason=Message(code=f"api.why_{why}", params=params))


def iso(ms: int | None) -> str | None:
    """Milliseconds since the epoch as ISO 8601 in UTC."""
    if not ms:
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def at(ms: int) -> str:
    """The same for a time that is always there."""
    return iso(ms) or "1970-01-01T00:00:00.000Z"


def from_iso(text: str, field: str) -> int:
    """Milliseconds since the epoch of an ISO 8601 moment (or day, which begins at 00:00 UTC). Raises Invalid."""
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise bad(field, "no_time", given=text[:40]) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def who(people: dict[str, Person], login: str) -> PersonShape | None:
    """The person with that login, or None for nobody."""
    if not login:
        return None
    person = people.get(login)
    return PersonShape(id=login, name=person.name if person else login)


def cursor(*parts: Any) -> str:
    """An opaque cursor that holds these values."""
    return base64.urlsafe_b64encode(encode(list(parts))).decode().rstrip("=")


def padded(cursor: str) -> str:
    """The same cursor as the clients of /v2 want it: the alphabet and padding of RFC 4648, section 4."""
    return (cursor + "=" * (-len(cursor) % 4)).replace("-", "+").replace("_", "/")


def from_cursor(text: str | None, count: int) -> list[Any] | None:
    """The values of a cursor, or None without one. Raises Invalid."""
    if not text:
        return None
    try:
        plain = text.rstrip("=").replace("+", "-").replace("/", "_")
        parts = decode(base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4)))
    except (ValueError, Invalid):
        raise Invalid("api.bad_cursor") from None
    if not isinstance(parts, list) or len(parts) != count:
        raise Invalid("api.bad_cursor")
    return parts


def key_cursor(text: str | None) -> int | None:
    """The one number of a cursor, or None without one. Raises Invalid."""
    parts = from_cursor(text, 1)
    if parts is None:
        return None
    if type(parts[0]) is not int or not 0 <= parts[0] < 1 << 63:
        raise Invalid("api.bad_cursor")
    return parts[0]
