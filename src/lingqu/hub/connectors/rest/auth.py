"""Signing a request in: API key, Basic, Bearer, OAuth 2.0 client credentials; from a task's inputs or a connection."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import urlencode

from lingqu.hub.connecting import Call, Remote, SignIn
from lingqu.hub.messages import why
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json
from lingqu.outbound.errors import NotSent, TargetRefused, Unknown
from lingqu.outbound.exchange import Effect, OutboundRequest, bare


class Signed:
    """What signing in adds to a request."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.query: dict[str, str] = {}


def signed(call: Call) -> Signed:
    """By the task's `authentication`, else by the connection. Raises Invalid; NotSent while no token is to be had."""
    given = call.inputs.get("authentication")
    if isinstance(given, dict) and given.get("type") not in (None, "", "noAuth"):
        return _by_inputs(call, given)
    return by_remote(call.remote) if call.remote is not None else Signed()


def by_remote(remote: Remote) -> Signed:
    """What the connection's own secrets add."""
    made = Signed()
    if remote.auth == "basic":
        made.headers["authorization"] = _basic(remote.secret("username").reveal(), remote.secret("password").reveal())
    elif remote.auth == "bearer":
        made.headers["authorization"] = f"Bearer {remote.secret('token').reveal()}"
    elif remote.auth == "apiKey":
        made.headers[remote.secret("name").reveal()] = remote.secret("value").reveal()
    return made


def _by_inputs(call: Call, given: Mapping[str, Json]) -> Signed:
    made = Signed()
    kind = given["type"]
    call.mask.add(*(str(given[name]) for name in ("password", "token", "value", "clientSecret") if given.get(name)))
    if kind == "basic":
        made.headers["authorization"] = _basic(_text(given, "username"), _text(given, "password"))
    elif kind == "bearer":
        made.headers["authorization"] = f"Bearer {_text(given, 'token')}"
    elif kind == "apiKey":
        place = made.query if given.get("apiKeyLocation") == "query" else made.headers
        place[_text(given, "name")] = _text(given, "value")
    elif kind == "oauth-client-credentials-flow":
        made.headers["authorization"] = f"Bearer {_token(call, given)}"
    else:
        raise Invalid("hub.bad_input", name="authentication.type", reason=why("not_known", given=str(kind)[:40]))
    return made


def _token(call: Call, given: Mapping[str, Json]) -> str:
    """An access token. Asking for one changes nothing at the target, so every failure is "nothing was sent"."""
    form = {"grant_type": "client_credentials"}
    form |= {name: _text(given, key) for name, key in (("scope", "scopes"), ("audience", "audience")) if given.get(key)}
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    client, secret = _text(given, "clientId"), _text(given, "clientSecret")
    if given.get("clientAuthentication") == "credentialsBody":
        form |= {"client_id": client, "client_secret": secret}
    else:
        headers["authorization"] = _basic(client, secret)
    url = _text(given, "oauthTokenEndpoint")
    request = OutboundRequest(method="POST", url=url, headers=headers, body=urlencode(form).encode())
    try:
        response = call.send(request)
        body = response.json() if response.effect is Effect.DONE else None
    except (Unknown, Invalid) as wrong:
        raise NotSent("not_connected", host=bare(url), port=0, reason=f"no token: {wrong}") from None
    if response.effect is Effect.REFUSED:
        raise TokenRefused("bad_request", permanent=True, reason=f"the token was refused (HTTP {response.status})")
    token = body.get("access_token") if isinstance(body, dict) else None
    if not isinstance(token, str) or not token:
        raise NotSent("not_connected", host=bare(url), port=0, reason=f"no token (HTTP {response.status})")
    call.mask.add(token)
    return token


class TokenRefused(TargetRefused):
    """The token endpoint knows this client, its secret or its scopes not."""


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _text(given: Mapping[str, Json], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise Invalid("hub.input_missing", name=f"authentication.{name}")
    return value


class _Check(SignIn):
    def check(self, call: Call) -> str:
        remote = call.at
        made = by_remote(remote)
        response = call.send(OutboundRequest(method="GET", url=remote.url, headers=made.headers, query=made.query))
        if response.status in (401, 403):
            raise Invalid("hub.target_refused", status=response.status, text="")
        return f"HTTP {response.status}"


SIGN_IN = _Check()
