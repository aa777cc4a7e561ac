"""What is asked of the outside and what comes back: requests, answers, and what an answer says of the effect."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import msgspec

from lingqu.kernel import values


class Effect(enum.Enum):
    """What an answer's status says about the effect that the request asked for."""

    DONE = "done"  # 2xx
    REFUSED = "refused"  # the target looked at it and did nothing: 3xx that is not followed, 4xx
    LATER = "later"  # not taken now, come back: 408, 425, 429, and 503 with Retry-After
    UNSURE = "unsure"  # 5xx: it may have been carried out before something broke


#: Statuses by which a server says that it did not take the request.
_NOT_TAKEN = frozenset({408, 425, 429})


class OutboundRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP request. Times are seconds."""

    method: str
    url: str  # http or https, absolute, without user and password
    headers: Mapping[str, str] = {}
    query: Mapping[str, str | list[str]] = {}  # added to the URL's own
    body: bytes = b""
    connect_timeout: float = 10.0  # name look-up, connection and TLS
    read_timeout: float = 30.0  # silence between two reads
    total_timeout: float = 60.0  # everything, redirects included
    max_bytes: int = 10 << 20  # of the decoded body
    max_redirects: int = 5
    public_only: bool = False  # refuse private addresses although the operator opened them: for URLs out of data

    def __repr__(self) -> str:
        """Says where to, and nothing that could be secret: no query, header or body."""
        return f"OutboundRequest({self.method} {bare(self.url)})"


class OutboundResponse(msgspec.Struct, frozen=True, kw_only=True):
    """One whole answer, whatever its status."""

    status: int
    headers: tuple[tuple[str, str], ...]  # names in lower case
    body: bytes
    url: str  # where it came from in the end, without query
    elapsed_ms: int

    def __repr__(self) -> str:
        return f"OutboundResponse({self.status} from {self.url}, {len(self.body)} bytes)"

    def header(self, name: str) -> str | None:
        """The first header of that name, in whatever case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)

    def json(self) -> values.Json:
        """The body as JSON with exact numbers. Raises Invalid."""
        return values.decode(self.body)

    def text(self) -> str:
        """The body as text, in the charset that it names, else UTF-8; what cannot be read becomes U+FFFD."""
        content_type = self.header("content-type") or ""
        charset = content_type.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
        try:
            return self.body.decode(charset or "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")

    @property
    def effect(self) -> Effect:
        """What the status says; a connector that knows its target better may decide otherwise."""
        if 200 <= self.status < 300:
            return Effect.DONE
        if self.status in _NOT_TAKEN or (self.status == 503 and self.header("retry-after")):
            return Effect.LATER
        return Effect.REFUSED if self.status < 500 else Effect.UNSURE

    def retry_after_ms(self, now: int) -> int | None:
        """When to come back, as a time in ms since epoch, if the answer says so; `now` likewise."""
        said = self.header("retry-after")
        if said is None:
            return None
        if said.strip().isdecimal():
            return now + min(int(said), 7 * 86_400) * 1000
        try:
            return max(now, int(parsedate_to_datetime(said).timestamp() * 1000))
        except ValueError:
            return None


def bare(url: str) -> str:
    """The URL without user, password, query and fragment: what may be shown."""
    head = url.split("?", 1)[0].split("#", 1)[0]
    scheme, mark, rest = head.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"
