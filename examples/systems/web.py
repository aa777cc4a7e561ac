"""What both sample systems share: a small web server and JSON with exact numbers."""

from __future__ import annotations

import argparse
import contextlib
import hmac
import json
import os
import re
import secrets
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from examples.systems.faults import Faults

MAX_BODY = 1 << 20
CHANGING = ("POST", "PATCH", "PUT")


class Problem(Exception):  # noqa: N818 - it is an answer
    """An answer that is not 2xx: status, code for programs, detail for people, further fields."""

    def __init__(self, status: int, code: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.body = {"code": code, "detail": detail, **more}


@dataclass(frozen=True, kw_only=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        try:
            read = json.loads(self.body, parse_float=Decimal)
        except (ValueError, RecursionError):
            raise Problem(400, "bad_json", "Expected a JSON object as body") from None
        if not isinstance(read, dict):
            raise Problem(400, "bad_json", "Expected a JSON object as body")
        return read

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))


@dataclass(frozen=True, kw_only=True)
class Response:
    status: int = 200
    body: str = ""
    media: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[..., Response]


class App:
    """Routes by method and pattern; `{name}` in a pattern is one path segment, given to the handler by name."""

    def __init__(self, name: str, token: str, *, faults: bool) -> None:
        self.name = name
        self.faults = Faults() if faults else None
        self._token = token
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []

    def add(self, method: str, pattern: str, handler: Handler) -> None:
        self._routes.append((method, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", pattern)), handler))

    def answer(self, request: Request) -> Response:
        try:
            if request.path.startswith("/api/"):
                self._check_token(request)
            elif request.method in CHANGING and request.path != "/_fault":
                _check_origin(request)
            return self._route(request)
        except Problem as problem:
            return as_json(problem.body, problem.status)

    def _route(self, request: Request) -> Response:
        if request.path == "/_fault" and self.faults is not None:
            return as_json(self.faults.manage(request.method, request.json() if request.method == "POST" else {}))
        matches = [
            (method, match, handler)
            for method, pattern, handler in self._routes
            if (match := pattern.fullmatch(request.path))
        ]
        for method, match, handler in matches:
            if method == request.method:
                return handler(request, **match.groupdict())
        raise Problem(405 if matches else 404, "not_found", f"{request.method} {request.path} is not served here")

    def _check_token(self, request: Request) -> None:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            raise Problem(401, "unauthenticated", "Expected Authorization: Bearer with this system's token")


def _check_origin(request: Request) -> None:
    """A form of another site must not act in the name of this one's visitors."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Problem(403, "foreign_form", "Expected a form of this page")


def as_json(value: Any, status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(status=status, body=json.dumps(value, ensure_ascii=False, default=str), headers=named)


def see_other(path: str) -> Response:
    return Response(status=303, headers={"Location": path})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    app: App


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: _Server

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            self._send(as_json({"code": "too_large", "detail": f"at most {MAX_BODY} bytes"}, 413))
            return
        split = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=split.path,
            query=dict(parse_qsl(split.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)),
        )
        faults = self.server.app.faults
        planned = faults.plan(request.method, request.path) if faults is not None else None
        if planned == "cut":
            self._cut()
        elif planned in ("fail", "busy"):
            status, more = (500, {}) if planned == "fail" else (429, {"Retry_After": "1"})
            self._send(as_json({"code": planned, "detail": "a fault asked for by a test"}, status, **more))
        else:
            response = self.server.app.answer(request)
            if planned == "cut_after_commit":
                self._cut()
            elif planned == "fail_after_commit":
                self._send(as_json({"code": "fail", "detail": "a fault asked for by a test"}, 500))
            else:
                if planned == "delay" and faults is not None:
                    time.sleep(faults.delay_ms / 1000)
                self._send(response)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 - the library's names

    def _send(self, response: Response) -> None:
        body = response.body.encode()
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", response.media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _cut(self) -> None:
        """Hang up hard: the caller gets a reset instead of an answer."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Quiet: the pages show what happened."""

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # after a cut there is nothing to flush into
            super().finish()


def arguments(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--database", type=Path, required=True, help="the SQLite file, made if there is none")
    parser.add_argument("--token", default=os.environ.get("SAMPLE_SYSTEM_TOKEN"), help="the API's bearer token")
    parser.add_argument("--faults", action="store_true", help="FOR TESTS ONLY: misbehave on demand, see README")
    return parser


def token_of(options: argparse.Namespace) -> str:
    return options.token or secrets.token_urlsafe(24)


def serve(app: App, options: argparse.Namespace, token: str) -> None:
    """Serves until SIGTERM or Ctrl-C; prints where, as one JSON line, when it is ready."""
    server = _Server(("127.0.0.1", options.port), _Connection)
    server.app = app
    ready = {"system": app.name, "url": f"http://127.0.0.1:{server.server_port}", "pid": os.getpid()}
    if not options.token:
        ready["token"] = token
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: threading.Thread(target=server.shutdown).start())
    print(json.dumps(ready), flush=True)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
        sys.stdout.flush()
