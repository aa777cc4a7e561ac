"""Posting: one page of events as a signed request, and what the answer says.

Body: a JSON array of CloudEvents 1.0. Signature: Standard Webhooks (HMAC-SHA256 of `id.timestamp.body`), in the headers
webhook-id, webhook-timestamp, webhook-signature. The id names the page, so that a repetition can be told.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

import msgspec

from lingqu.feed import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.feed.events import FeedEvent
from lingqu.feed.hooks import Hook, key_of
from lingqu.kernel.messages import Message
from lingqu.outbound.errors import OutboundError
from lingqu.outbound.exchange import OutboundRequest
from lingqu.outbound.secrets import Secret
from lingqu.outbound.transport import Transport
from lingqu.runtime.blobs import to_json

CONTENT_TYPE = "application/cloudevents-batch+json; charset=utf-8"
#: Seconds that a receiver has for its answer.
TIMEOUT = 20.0
#: Bytes of the answer that are read: nobody looks at them.
ANSWER = 64 << 10
_GONE = 410


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a POST. `after`: when the receiver wants to hear of us again (ms), 0 if it did not say."""

    taken: bool
    status: int = 0  # 0: there was no answer
    gone: bool = False
    said: Message
    after: int = 0


class Poster:
    """Sends pages through the guarded transport."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def post(self, hook: Hook, secret: Secret, events: Sequence[FeedEvent], *, now: int) -> Reply:
        """One attempt; whatever goes wrong is a Reply that was not taken. `now`: ms since the epoch."""
        body = to_json(list(events))
        page, moment = f"{hook.id}_{events[0].id}_{events[-1].id}", str(now // 1000)
        request = OutboundRequest(
            method="POST",
            url=hook.url,
            headers={
                "content-type": CONTENT_TYPE,
                "webhook-id": page,
                "webhook-timestamp": moment,
                "webhook-signature": signature(key_of(secret), page, moment, body),
            },
            body=body,
            connect_timeout=TIMEOUT / 2,
            read_timeout=TIMEOUT,
            total_timeout=TIMEOUT,
            max_bytes=ANSWER,
            max_redirects=0,
        )
        try:
            answer = self._transport.send(request)
        except OutboundError as wrong:
            return Reply(taken=False, said=wrong.message)
        said = Message(code="feed.answered", params={"status": answer.status})
        return Reply(
            taken=200 <= answer.status < 300,
            status=answer.status,
            gone=answer.status == _GONE,
            said=said,
            after=answer.retry_after_ms(now) or 0,
        )


def signature(key: bytes, page: str, moment: str, body: bytes) -> str:
    """The header's text: version 1, HMAC-SHA256, base64."""
    mac = hmac.digest(key, f"{page}.{moment}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac).decode()
