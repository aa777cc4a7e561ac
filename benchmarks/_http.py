"""A plain HTTP client that costs little, so that what is measured is the server."""

from __future__ import annotations

import asyncio
import json
from typing import Any


class Wire:
    """One kept connection; used by one coroutine at a time."""

    def __init__(self, port: int, *, token: str = "") -> None:
        self._port = port
        self._more = f"Authorization: Bearer {token}\r\n" if token else ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: object) -> Any:
        """What the server answers. Raises RuntimeError unless that is a 2xx."""
        return await self.ask("POST", path, body)

    async def get(self, path: str) -> Any:
        """What the server answers. Raises RuntimeError unless that is a 2xx."""
        return await self.ask("GET", path)

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        """One request, with a body unless that is None. Raises RuntimeError unless the answer is a 2xx."""
        if self._streams is not None and self._streams[0].at_eof():  # the server has closed what was silent for long
            self.close()
            self._streams = None
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        data = b"" if body is None else json.dumps(body).encode()
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: x\r\n{self._more}Content-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\n\r\n".encode()
            + data
        )
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
        answer = await reader.readexactly(int(lengths[0])) if lengths else b""
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError((head + answer).decode())
        return json.loads(answer) if answer else None

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
