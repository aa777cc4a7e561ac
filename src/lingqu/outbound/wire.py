"""The wire under HTTP: guarded connections that know whether a byte of the request has left and when time is up.

One `Exchange` belongs to one request. The streams find it in a context variable, because a connection may be lent to
one request after another.
"""

from __future__ import annotations

import select
import socket
import ssl
import time
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import httpcore2

from lingqu.outbound.dial import Dialer
from lingqu.outbound.errors import NotSent


class Exchange:
    """What has happened on the wire for one request, and until when it may go on."""

    def __init__(self, total: float, *, public_only: bool = False) -> None:
        self._end = time.monotonic() + total
        self.public_only = public_only
        self.sent = False  # a byte of the request, or of a redirect's earlier hop that took effect, has left
        self.received = False  # a byte of an answer has come
        self.fresh = False  # the connection was opened for this very request

    def left(self, timeout: float | None) -> float:
        """Seconds that one operation may take: its own limit or what is left in all. Never below zero."""
        rest = self._end - time.monotonic()
        return max(0.0, rest if timeout is None else min(rest, timeout))


current: ContextVar[Exchange | None] = ContextVar("outbound_exchange", default=None)


def _exchange() -> Exchange:
    exchange = current.get()
    if exchange is None:
        raise RuntimeError("Expected a request under way on this thread, but there is none")
    return exchange


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections for the HTTP library; there is no other way out of it."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the library's signature
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002 - likewise
    ) -> GuardedStream:
        exchange = _exchange()
        exchange.fresh = True
        sock = self._dialer.dial(host, port, exchange.left(timeout), public_only=exchange.public_only)
        return GuardedStream(sock, host)


class GuardedStream(httpcore2.NetworkStream):
    """A connected socket, plain or TLS, that reports to the exchange under way."""

    def __init__(self, sock: socket.socket, host: str) -> None:
        self._socket = sock
        self._host = host
        self._used = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        exchange = _exchange()
        try:
            self._wait(exchange.left(timeout))
            data = self._socket.recv(max_bytes)
        except TimeoutError as wrong:
            raise httpcore2.ReadTimeout(str(wrong)) from wrong
        except OSError as wrong:
            raise httpcore2.ReadError(str(wrong)) from wrong
        exchange.received = exchange.received or bool(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        exchange = _exchange()
        if not self._used and _hung_up(self._socket):
            raise NotSent("closed_before_sending", host=self._host)
        self._used = True
        view = memoryview(buffer)
        try:
            while view:
                self._wait(exchange.left(timeout))
                count = self._socket.send(view)
                exchange.sent = exchange.sent or count > 0
                view = view[count:]
        except TimeoutError as wrong:
            raise httpcore2.WriteTimeout(str(wrong)) from wrong
        except OSError as wrong:
            raise httpcore2.WriteError(str(wrong)) from wrong

    def _wait(self, seconds: float) -> None:
        if seconds <= 0:
            raise TimeoutError("the time for the whole exchange is over")
        self._socket.settimeout(seconds)

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> GuardedStream:
        try:
            self._wait(_exchange().left(timeout))
            secured = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except OSError as wrong:
            self.close()
            raise httpcore2.ConnectError(str(wrong)) from wrong
        return GuardedStream(secured, self._host)

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "is_readable":
            return _readable(self._socket)
        if info == "socket":
            return self._socket
        return None


def _readable(sock: socket.socket) -> bool:
    """Something waits on this socket, or it is closed."""
    if sock.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def _hung_up(sock: socket.socket) -> bool:
    """The other side has closed a plain connection on which nothing was said yet."""
    if isinstance(sock, ssl.SSLSocket) or not _readable(sock):
        return False
    try:
        return sock.recv(1, socket.MSG_PEEK) == b""
    except OSError:
        return True
