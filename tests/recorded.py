"""Examples for the API's document, recorded: what tests sent and got, the most telling exchange of each operation.

LINGQU_API_EXAMPLES=FILE turns it on (one process, without -n); what the file holds already stays unless something
better came. `make examples` calls it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from lingqu.api.app import HANDLERS, health, ready

#: Bytes of JSON that tell enough and can still be read.
LEAST, MOST = 60, 1_500
#: Addresses of a test's own servers and secrets, and what stands in an example instead.
SHOWN_AS = [
    (re.compile(r"http://(127\.0\.0\.1|localhost|testserver(\.local)?)(:\d+)?"), "https://lingqu.example.com"),
    (re.compile(r"127\.0\.0\.1|localhost"), "lingqu.example.com"),
    (re.compile(r"whsec_[\w+/=-]+"), "a secret that is shown this once"),
]
#: What must not stand in an example: addresses of a test's own servers, its folders, its secrets.
NOT_SHOWN = re.compile(r"127\.0\.0\.1|localhost|/tmp|/dev/shm|whsec_|testserver")


class Recorder:
    """Sees every exchange of the HTTP clients that tests use."""

    def __init__(self, file: Path) -> None:
        self._file = file
        paths = [(re.sub(r":\w+}", "}", path), h.http_methods) for h in (*HANDLERS, health, ready) for path in h.paths]
        self._routes = [
            (re.compile("^" + re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path)) + "$"), path, verbs)
            for path, verbs in sorted(paths, key=lambda one: one[0].count("{"))
        ]
        self.kept: dict[str, dict[str, Any]] = json.loads(file.read_text("utf-8")) if file.exists() else {}

    def watch(self, client: Any) -> None:
        """Have every `send` of this class of clients seen."""
        send = client.send

        def seen(this: Any, request: Any, **more: Any) -> Any:
            response = send(this, request, **more)
            if not more.get("stream") and 200 <= response.status_code < 300:
                self._see(request, response)
            return response

        client.send = seen

    def write(self) -> None:
        text = json.dumps(dict(sorted(self.kept.items())), ensure_ascii=False, indent=1)
        self._file.write_text(text + "\n", encoding="utf-8")

    def _see(self, request: Any, response: Any) -> None:
        verb, place = request.method, request.url.path
        path = next((path for route, path, verbs in self._routes if verb in verbs and route.match(place)), None)
        if path is None:
            return
        found = {"status": response.status_code}
        for name, message in (("request", request), ("response", response)):
            if "json" in message.headers.get("content-type", "") and "ndjson" not in message.headers["content-type"]:
                found[name] = json.loads(_shown(message.content.decode() or "null"))
        known = self.kept.get(f"{verb} {path}")
        if not NOT_SHOWN.search(json.dumps(found)) and (known is None or _worth(found) > _worth(known)):
            self.kept[f"{verb} {path}"] = found


def _shown(text: str) -> str:
    for pattern, instead in SHOWN_AS:
        text = pattern.sub(instead, text)
    return text


def _worth(exchange: dict[str, Any]) -> tuple[bool, bool, int]:
    """How telling: it can be read, it holds something, and of those the one that asks for more."""
    size = len(json.dumps(exchange, ensure_ascii=False))
    answer = exchange.get("response")
    empty = answer in (None, [], {}) or (isinstance(answer, dict) and answer.get("items") == [])
    asked = len(json.dumps(exchange.get("request", ""), ensure_ascii=False))
    return size <= MOST, not empty and size >= LEAST, min(asked, 400) if size <= MOST else -size
