"""Dialling: a name is resolved once, every address it leads to is checked, and the checked address is connected to.

Between the check and the connection nobody asks DNS again, so a name that changes its mind (rebinding) gains nothing.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import TypeAlias

from lingqu.outbound.errors import NotSent
from lingqu.outbound.guard import Guard

#: (host, port, seconds at most) -> the addresses as text, in the order to try them. Raises OSError.
Resolver: TypeAlias = Callable[[str, int, float], tuple[str, ...]]


def system_resolver(host: str, port: int, timeout: float) -> tuple[str, ...]:
    """The addresses that the machine's resolver gives; TimeoutError when it takes longer than `timeout` seconds."""
    try:
        return (str(ip_address(host)),)
    except ValueError:
        pass
    answers: queue.SimpleQueue[tuple[str, ...] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(tuple(dict.fromkeys(str(one[4][0]) for one in found)))
        except (OSError, UnicodeError) as wrong:
            answers.put(wrong if isinstance(wrong, OSError) else OSError(str(wrong)))

    # The system call cannot be interrupted: it gets a thread of its own that may outlive our patience.
    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except queue.Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


class Dialer:
    """Opens TCP connections to checked addresses only."""

    def __init__(self, guard: Guard, resolver: Resolver = system_resolver) -> None:
        self._guard = guard
        self._resolver = resolver

    def dial(self, host: str, port: int, timeout: float, *, public_only: bool = False) -> socket.socket:
        """A connected socket. Raises AddressRefused if any address of `host` is not allowed, else NotSent."""
        end = time.monotonic() + timeout
        try:
            addresses = self._resolver(host, port, timeout)
        except OSError as wrong:
            raise NotSent("not_resolved", host=host, reason=_reason(wrong)) from wrong
        if not addresses:
            raise NotSent("not_resolved", host=host, reason="it has no address")
        for address in addresses:
            self._guard.check(host, port, address, public_only=public_only)
        failure: OSError = TimeoutError("it took too long")
        for address in addresses:
            left = end - time.monotonic()
            if left <= 0:
                break
            try:
                return _connect(address, port, left)
            except OSError as wrong:
                failure = wrong
        raise NotSent("not_connected", host=host, port=port, reason=_reason(failure)) from failure


def _connect(address: str, port: int, timeout: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout)
        sock.connect((address, port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


def _reason(wrong: OSError) -> str:
    return wrong.strerror or str(wrong) or type(wrong).__name__
