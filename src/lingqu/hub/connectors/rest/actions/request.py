"""One HTTP request with Camunda 8's inputs; its answer is {status, headers, body}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.hub.connecting import Absent, Call, HttpAction, Idempotency, Later, Outcome, Probe, Refused, Settled, Unsure
from lingqu.hub.connectors.rest.auth import signed
from lingqu.hub.messages import why
from lingqu.kernel.errors import Invalid
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json, encode
from lingqu.outbound.errors import Unknown
from lingqu.outbound.exchange import Effect, OutboundRequest, OutboundResponse, bare

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Methods that HTTP itself declares repeatable (RFC 9110, 9.2.2).
_REPEATABLE = _SAFE | {"PUT", "DELETE"}
_TIMEOUT = 20  # seconds


class Request(HttpAction):
    """Safe, PUT and DELETE requests and those with an Idempotency-Key may be repeated; others a person decides."""

    def idempotency(self, call: Call, declared: Idempotency) -> Idempotency:
        chosen = call.headers.get("idempotency", "").strip()
        if chosen in ("A", "E"):
            return Idempotency(chosen)
        keyed = any(name.lower() == "idempotency-key" for name in _mapping(call.inputs, "headers"))
        return Idempotency.KEY if keyed or _method(call.inputs) in _REPEATABLE else declared

    def plan(self, call: Call) -> OutboundRequest:
        inputs = call.inputs
        made = signed(call)
        headers = {name.lower(): _plain(value) for name, value in _mapping(inputs, "headers").items()}
        headers |= made.headers
        body = inputs.get("body")
        data = b""
        if body is not None:
            data = body.encode() if isinstance(body, str) else encode(body)
            headers.setdefault("content-type", "application/json")
        query = {
            name: [_plain(one) for one in value] if isinstance(value, list) else _plain(value)
            for name, value in _mapping(inputs, "queryParameters").items()
        }
        read = _seconds(inputs, "readTimeoutInSeconds")
        connect = _seconds(inputs, "connectionTimeoutInSeconds")
        return OutboundRequest(
            method=_method(inputs),
            url=_url(call),
            headers=headers,
            query={**query, **made.query},
            body=data,
            connect_timeout=connect,
            read_timeout=read,
            total_timeout=min(connect + read + 10, 120),
        )

    def read(self, call: Call, response: OutboundResponse) -> Outcome:
        answer = {"status": response.status, "headers": _headers(response), "body": _body(response)}
        match response.effect:
            case Effect.DONE:
                return Settled(output=answer)
            case Effect.LATER:
                return Later(message=_said("hub.target_busy", response), at=response.retry_after_ms(call.now))
            case Effect.UNSURE if _method(call.inputs) not in _SAFE:
                raise Unknown(
                    "unreadable",
                    host=bare(response.url),
                    reason=f"HTTP {response.status}",
                    status=response.status,
                )
        return Refused(
            message=_said("hub.target_refused", response), code=str(response.status), response=answer, again=True
        )

    def probe(self, call: Call) -> Probe:
        """A request that may be repeated needs no look; for others there is nothing to look at."""
        if self.idempotency(call, Idempotency.NONE) is Idempotency.NONE:
            return Unsure(message=Message(code="hub.no_look_up"))
        return Absent()


def _url(call: Call) -> str:
    url = str(call.inputs["url"])
    if call.remote is not None and not url.startswith(("http://", "https://")):
        return f"{call.remote.url}/{url.lstrip('/')}"
    if call.remote is not None and not _below(url, call.remote.url):
        raise Invalid("hub.bad_input", name="url", reason=why("not_below"))
    return url


def _below(url: str, base: str) -> bool:
    """The connection's secrets go to its own address only."""
    return url == base or url.startswith((base + "/", base + "?"))


def _method(inputs: Mapping[str, Json]) -> str:
    return str(inputs.get("method") or "GET").upper()


def _mapping(inputs: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    value = inputs.get(name)
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise Invalid("hub.bad_input", name=name, reason=why("not_context"))
    return {key: item for key, item in value.items() if item is not None}


def _plain(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else encode(value).decode()


def _seconds(inputs: Mapping[str, Json], name: str) -> float:
    value: Any = inputs.get(name)
    if value is None or value == "":
        return _TIMEOUT
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        raise Invalid("hub.bad_input", name=name, reason=why("not_number")) from None
    return _TIMEOUT if seconds == 0 else max(1.0, min(seconds, 100.0))


def _headers(response: OutboundResponse) -> dict[str, str]:
    return {name: value for name, value in response.headers if name != "set-cookie"}


def _body(response: OutboundResponse) -> Json:
    """JSON if it is that, else text; null if it is empty."""
    if not response.body:
        return None
    try:
        return response.json()
    except Invalid:
        return response.text().replace("\0", "")


def _said(code: str, response: OutboundResponse) -> Message:
    return Message(code=code, params={"status": response.status, "text": response.text().strip()[:300]})


ACTION = Request()
