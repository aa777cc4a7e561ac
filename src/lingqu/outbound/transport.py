"""Guarded HTTP: the one outbound door. Sync and safe between threads; callers are worker threads.

`Transport.send` returns the answer, whatever its status, or raises `NotSent` (nothing left) or `Unknown` (it may have
been carried out). Redirects are followed by hand: every hop is checked again, credentials stay with their origin, and
a request that changes something is never turned into a GET that pretends to have done it. Proxies of the environment
are not used: behind one, nobody here could check the address.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import httpcore2
import httpx2

from lingqu import __version__
from lingqu.outbound.dial import Dialer, Resolver, system_resolver
from lingqu.outbound.errors import NotSent, OutboundError, Unknown
from lingqu.outbound.exchange import OutboundRequest, OutboundResponse, bare
from lingqu.outbound.guard import Guard
from lingqu.outbound.mask import Mask
from lingqu.outbound.wire import Exchange, GuardedBackend, current

#: Bytes of all header names and values of one answer.
MAX_HEADER_BYTES = 64 << 10
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Headers that the transport writes itself; a caller's own would let two servers disagree on what was said.
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"})
#: What goes along to another origin; anything else may be a credential by some custom name.
_HARMLESS = frozenset({"accept", "accept-language", "content-type", "user-agent", "accept-encoding"})


class Transport:
    """Sends requests through the guard. One a process is enough; `close` it at the end."""

    def __init__(
        self,
        guard: Guard,
        mask: Mask | None = None,
        *,
        resolver: Resolver = system_resolver,
        ca_file: str | None = None,
        max_connections: int = 100,
    ) -> None:
        """`ca_file`: a PEM file of further certificate authorities (a company's own) beside the public ones."""
        context = httpx2.create_ssl_context(trust_env=False)
        if ca_file:
            context.load_verify_locations(ca_file)
        self._mask = mask or Mask()
        backend = GuardedBackend(Dialer(guard, resolver))
        self._reusing = _pool(backend, context, max_connections, keep=20)
        # What may reach public addresses only must not be lent a kept connection to a private one.
        self._public = _pool(backend, context, max_connections, keep=20)
        # What changes something gets a new connection: on a reused one a hang-up between two requests looks like a
        # cut after sending, and would cost a look-up each time.
        self._single = _pool(backend, context, max_connections, keep=0)

    def close(self) -> None:
        for pool in (self._reusing, self._public, self._single):
            pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, request: OutboundRequest) -> OutboundResponse:
        """The whole answer, whatever its status. Raises NotSent or Unknown; both name no secret."""
        begun = time.monotonic()
        exchange = Exchange(request.total_timeout, public_only=request.public_only)
        took = False  # an earlier hop has carried the request out (303 See Other)
        hop = self._first_hop(request)
        for _ in range(request.max_redirects + 1):
            try:
                response = self._hop(hop, request, exchange)
                took = took or (response.status_code == 303 and hop.method not in _SAFE)
                following = _next_hop(hop, response)
            except OutboundError as wrong:
                if not took:
                    raise
                raise Unknown("redirected_after_effect", host=hop.url.host, reason=str(wrong), status=303) from wrong
            if following is None:
                return _answer(hop, response, begun)
            exchange.sent = False
            hop = following
        limit = request.max_redirects
        if took:
            reason = f"more than {limit} redirects"
            raise Unknown("redirected_after_effect", host=hop.url.host, reason=reason, status=303)
        raise NotSent("too_many_redirects", permanent=True, host=hop.url.host, limit=limit)

    def _first_hop(self, request: OutboundRequest) -> httpx2.Request:
        url = _checked_url(request.url)
        if request.query:
            url = url.copy_merge_params(dict(request.query))
        for name in request.headers:
            if name.lower() in _OURS:
                raise NotSent("bad_request", permanent=True, reason=f"header {name} is written by the transport")
        headers = {"user-agent": f"lingqu/{__version__}", "accept": "*/*", "accept-encoding": "gzip, deflate"}
        headers.update({name.lower(): value for name, value in request.headers.items()})
        try:
            return httpx2.Request(request.method.upper(), url, headers=headers, content=request.body or None)
        except (ValueError, TypeError, UnicodeError) as wrong:
            raise NotSent("bad_request", permanent=True, reason=self._mask.text(str(wrong))) from None

    def _hop(self, hop: httpx2.Request, request: OutboundRequest, exchange: Exchange) -> httpx2.Response:
        keeping = self._public if request.public_only else self._reusing
        pool = keeping if hop.method in _SAFE else self._single
        try:
            return self._call(pool, hop, request, exchange)
        except Unknown:
            # A kept connection that the server had just closed: reading again is harmless, so try a new one once.
            if hop.method not in _SAFE or exchange.fresh or exchange.received:
                raise
            return self._call(self._single, hop, request, exchange)

    def _call(
        self, pool: httpcore2.ConnectionPool, hop: httpx2.Request, request: OutboundRequest, exchange: Exchange
    ) -> httpx2.Response:
        exchange.fresh, exchange.received = False, False
        token = current.set(exchange)
        status: int | None = None
        host = hop.url.host
        try:
            with _answering(pool, _core(hop, request)) as core:
                status = core.status
                _check_headers(core, host)
                return _read(core, request.max_bytes, host)
        except OutboundError:
            raise
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as wrong:
            raise self._failure(wrong, exchange, request, hop, status) from wrong
        except httpx2.DecodingError as wrong:
            raise Unknown("unreadable", host=host, reason=self._mask.text(str(wrong)), status=status) from wrong
        finally:
            current.reset(token)

    def _failure(
        self, wrong: Exception, exchange: Exchange, request: OutboundRequest, hop: httpx2.Request, status: int | None
    ) -> OutboundError:
        """The one place that decides between "nothing left" and "may have been carried out"."""
        host, reason = hop.url.host, self._mask.text(str(wrong) or type(wrong).__name__)
        if exchange.sent:
            if isinstance(wrong, httpcore2.TimeoutException):
                spent = min(request.total_timeout, request.read_timeout)
                return Unknown("too_slow", host=host, seconds=spent, status=status)
            return Unknown("cut", host=host, reason=reason, status=status)
        if isinstance(wrong, httpcore2.LocalProtocolError):
            return NotSent("bad_request", permanent=True, reason=reason)
        return NotSent("not_connected", host=host, port=_port(hop.url), reason=reason)


def _pool(backend: GuardedBackend, context: ssl.SSLContext, connections: int, *, keep: int) -> httpcore2.ConnectionPool:
    return httpcore2.ConnectionPool(
        ssl_context=context,
        max_connections=connections,
        max_keepalive_connections=keep,
        keepalive_expiry=15.0,
        network_backend=backend,
    )


@contextmanager
def _answering(pool: httpcore2.ConnectionPool, request: httpcore2.Request) -> Iterator[httpcore2.Response]:
    response = pool.handle_request(request)
    try:
        yield response
    finally:
        response.close()


def _core(hop: httpx2.Request, request: OutboundRequest) -> httpcore2.Request:
    url = hop.url
    silence = request.read_timeout
    connect = request.connect_timeout
    return httpcore2.Request(
        method=hop.method,
        url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=hop.headers.raw,
        content=hop.read(),
        extensions={"timeout": {"connect": connect, "read": silence, "write": silence, "pool": connect}},
    )


def _check_headers(core: httpcore2.Response, host: str) -> None:
    if sum(len(name) + len(value) for name, value in core.headers) > MAX_HEADER_BYTES:
        raise Unknown("too_large", host=host, limit=MAX_HEADER_BYTES, status=core.status)


def _read(core: httpcore2.Response, limit: int, host: str) -> httpx2.Response:
    """The answer with its body read and decoded; Unknown if it decodes to more than `limit` bytes."""
    decoding = httpx2.Response(core.status, headers=core.headers, content=core.iter_stream())
    pieces, size = [], 0
    for piece in decoding.iter_bytes():
        size += len(piece)
        if size > limit:
            raise Unknown("too_large", host=host, limit=limit, status=core.status)
        pieces.append(piece)
    plain = [(name, value) for name, value in core.headers if name.lower() != b"content-encoding"]
    return httpx2.Response(core.status, headers=plain, content=b"".join(pieces))


def _checked_url(text: str) -> httpx2.URL:
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, TypeError, UnicodeError) as wrong:
        raise NotSent("bad_url", permanent=True, url=bare(text), reason=str(wrong)) from None
    if url.scheme not in ("http", "https"):
        raise NotSent("bad_url", permanent=True, url=bare(text), reason="it is neither http nor https")
    if not url.host:
        raise NotSent("bad_url", permanent=True, url=bare(text), reason="it names no host")
    if url.userinfo:
        raise NotSent("bad_url", permanent=True, url=bare(text), reason="it holds a user or password")
    return url


def _next_hop(hop: httpx2.Request, response: httpx2.Response) -> httpx2.Request | None:
    """The request that a redirect asks for; None if the answer is final or must not be followed."""
    status, location = response.status_code, response.headers.get("location")
    if location is None or status not in (301, 302, 303, 307, 308):
        return None
    safe = hop.method in _SAFE
    if not safe and status in (301, 302):
        return None  # browsers would go on with a GET; the caller must see that nothing was done
    url = _checked_url(str(hop.url.join(location)))
    if hop.url.scheme == "https" and url.scheme == "http":
        raise NotSent("bad_url", permanent=True, url=bare(str(url)), reason="the redirect leaves TLS")
    see_other = status == 303 and not safe
    dropped = _OURS | ({"content-type"} if see_other else set())
    same = _origin(hop.url) == _origin(url)
    headers = {
        name: value for name, value in hop.headers.items() if name not in dropped and (same or name in _HARMLESS)
    }
    body = None if see_other else hop.read() or None
    return httpx2.Request("GET" if see_other else hop.method, url, headers=headers, content=body)


def _origin(url: httpx2.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, _port(url)


def _port(url: httpx2.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _answer(hop: httpx2.Request, response: httpx2.Response, begun: float) -> OutboundResponse:
    return OutboundResponse(
        status=response.status_code,
        headers=tuple((name.lower(), value) for name, value in response.headers.multi_items()),
        body=response.content,
        url=bare(str(hop.url)),
        elapsed_ms=int((time.monotonic() - begun) * 1000),
    )
