"""The sample finance system's bearer token."""

from __future__ import annotations

from lingqu.hub.connecting import Call, SignIn, settled
from lingqu.kernel.errors import Invalid
from lingqu.outbound.exchange import OutboundRequest


def request(call: Call, method: str, path: str, body: bytes = b"", **headers: str) -> OutboundRequest:
    """A signed request to the connection's address; header names with _ for -."""
    signed = {"authorization": f"Bearer {call.at.secret('token').reveal()}", "content-type": "application/json"}
    signed |= {name.replace("_", "-"): value for name, value in headers.items()}
    return OutboundRequest(method=method, url=call.at.url + path, headers=signed, body=body)


class _Check(SignIn):
    def check(self, call: Call) -> str:
        response = call.send(request(call, "GET", "/api/payments?limit=1"))
        wrong = settled(response, call.now)
        if wrong is not None:
            raise Invalid(wrong.message.code, **wrong.message.params)
        return call.at.url


SIGN_IN = _Check()
