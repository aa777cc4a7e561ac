"""A server on a raw socket that does exactly what a test tells it, connection by connection."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator

Script = Callable[[socket.socket], None]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class RawServer:
    """Plays one script a connection, in order; `heard` holds what each connection was told."""

    def __init__(self, *scripts: Script, wrap: Callable[[socket.socket], socket.socket] | None = None) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.heard: list[bytes] = []
        self._scripts = scripts
        self._wrap = wrap
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _run(self) -> None:
        for script in self._scripts:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError):
                connection.settimeout(10)
                if self._wrap:
                    connection = self._wrap(connection)
                with connection:
                    script(_Recording(connection, self.heard))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)


class _Recording:
    def __init__(self, connection: socket.socket, heard: list[bytes]) -> None:
        self._connection = connection
        heard.append(b"")
        self._heard, self._at = heard, len(heard) - 1

    def recv(self, size: int) -> bytes:
        data = self._connection.recv(size)
        self._heard[self._at] += data
        return data

    def __getattr__(self, name: str):
        return getattr(self._connection, name)


@contextlib.contextmanager
def serving(*scripts: Script, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[RawServer]:
    server = RawServer(*scripts, wrap=wrap)
    try:
        yield server
    finally:
        server.close()


def read_request(connection: socket.socket) -> bytes:
    """One whole request with a Content-Length body."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(x[15:]) for x in head.lower().split(b"\r\n") if x.startswith(b"content-length:")), 0)
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            break
        body += piece
    return head + b"\r\n\r\n" + body


def answer(data: bytes) -> Script:
    """Reads one request, answers, hangs up."""

    def script(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(data)

    return script


def answer_each(*answers: bytes) -> Script:
    """Answers one request after another on the same connection."""

    def script(connection: socket.socket) -> None:
        for data in answers:
            read_request(connection)
            connection.sendall(data)

    return script


def redirect(status: int, location: str) -> Script:
    return answer(f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode())


def reset(connection: socket.socket) -> None:
    """Cuts the connection hard (RST)."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
