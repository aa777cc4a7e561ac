"""What a connector is made of: a manifest, actions that cause effects, triggers that bring events, a sign-in.

An action ends in one of: `Settled` (the target did it), `Refused` (it looked and did nothing), `Later` (not now), or it
raises `NotSent` (nothing left) or `Unknown` (it may have been done). After `Unknown` only `probe` may follow: `Found`,
`Absent` or `Unsure`. How far a repetition is harmless is said by the action's idempotency class.
"""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from lingqu.kernel.errors import Invalid
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json
from lingqu.outbound.errors import Unknown
from lingqu.outbound.exchange import Effect, OutboundRequest, OutboundResponse, bare
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Secret

Send: TypeAlias = Callable[[OutboundRequest], OutboundResponse]


class Idempotency(enum.Enum):
    """What the target gives against doing a thing twice."""

    KEY = "A"  # it takes a key or transaction id of ours
    TOKEN = "B"  # it hands out a token that works once  # noqa: S105 - the name of a class
    UNIQUE = "C"  # it refuses a second one with the same business key
    LOOKUP = "D"  # nothing, but we can look whether it is there
    NONE = "E"  # nothing: a person decides


class Remote(msgspec.Struct, frozen=True, kw_only=True):
    """A connection ready to be used. `auth` is the kind of sign-in, `secrets` what it takes."""

    id: int
    tenant: str
    name: str
    connector: str
    url: str
    auth: str = "none"
    secrets: Mapping[str, Secret] = {}
    settings: Mapping[str, Json] = {}

    def secret(self, name: str) -> Secret:
        """Raises Invalid if the connection has no such secret."""
        found = self.secrets.get(name)
        if found is None:
            raise Invalid("hub.secret_missing", connection=self.name, secret=name)
        return found


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call of an action or trigger. `key` is the same for all attempts at one effect; `now` is in ms."""

    remote: Remote | None
    inputs: Mapping[str, Json]
    send: Send
    mask: Mask
    now: int
    zone: str = "UTC"
    key: str = ""
    headers: Mapping[str, str] = {}  # of the task

    @property
    def at(self) -> Remote:
        """The connection. Raises Invalid for a call that has none."""
        if self.remote is None:
            raise Invalid("hub.input_missing", name="connection")
        return self.remote


class External(msgspec.Struct, frozen=True, kw_only=True):
    """A business object in another system. `version` grows with each of its changes; 0 if the system tells none."""

    type: str
    id: str
    status: str = ""
    version: int = 0
    url: str = ""


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """The target did it. `output` is what the process gets, `made` the object that it concerns."""

    output: Json
    made: External | None = None


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """The target said no and did nothing. `again`: trying as often as the task's retries say is worth while."""

    message: Message
    code: str = ""
    response: Json = None
    again: bool = False


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """Not taken now; come back at `at` (ms since the epoch), or by the lane's own pace. Nothing was done."""

    message: Message
    at: int | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The look-up shows that it was done."""

    output: Json
    made: External | None = None


class Absent(msgspec.Struct, frozen=True):
    """The look-up shows that it was not done, or that doing it again changes nothing."""


class Unsure(msgspec.Struct, frozen=True, kw_only=True):
    """The look-up does not tell; a person has to."""

    message: Message


Outcome: TypeAlias = Settled | Refused | Later
Probe: TypeAlias = Found | Absent | Unsure


class Action(ABC):
    """A verb of a connector. One object serves all threads and holds nothing of a single call."""

    @abstractmethod
    def perform(self, call: Call) -> Outcome:
        """Cause the effect. Raises NotSent, Unknown, TargetRefused; Invalid before anything was sent."""

    @abstractmethod
    def probe(self, call: Call) -> Probe:
        """Look whether the effect is there. Changes nothing. Raises NotSent, Unknown, TargetRefused."""

    def idempotency(self, call: Call, declared: Idempotency) -> Idempotency:  # noqa: ARG002 - for actions that differ by input
        """The class of this very call; the manifest's unless the inputs say otherwise."""
        return declared

    def business_key(self, inputs: Mapping[str, Json]) -> str:  # noqa: ARG002 - for actions that have one
        """By what the effect is known to people, "" for nothing."""
        return ""


class HttpAction(Action):
    """An action of one HTTP request."""

    @abstractmethod
    def plan(self, call: Call) -> OutboundRequest: ...

    @abstractmethod
    def read(self, call: Call, response: OutboundResponse) -> Outcome:
        """What the answer means. Raises Unknown."""

    def perform(self, call: Call) -> Outcome:
        return self.read(call, call.send(self.plan(call)))


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """An event at the door. `id` is the same whenever the same thing is told again."""

    id: str
    event: Json


class Polled(msgspec.Struct, frozen=True, kw_only=True):
    """A page of what changed, oldest first. `cursor` is where the next page begins; `more`: there is one now."""

    events: tuple[Arrived, ...]
    cursor: Json
    more: bool


class Trigger(ABC):
    """Brings what changed in a system, by polling; some can read what the system pushes, too."""

    @abstractmethod
    def poll(self, call: Call, cursor: Json, limit: int) -> Polled:
        """What comes behind the cursor (None: from the beginning)."""

    @abstractmethod
    def back(self, cursor: Json, overlap_ms: int) -> Json:
        """The cursor so much earlier: what was committed late there is then still seen."""

    def pushed(self, body: Json) -> Json:
        """The same event out of what the system pushes to a webhook. Raises Invalid."""
        return body


class SignIn(ABC):
    """How a connector proves who it is, and how a connection is tried out."""

    @abstractmethod
    def check(self, call: Call) -> str:
        """What the system says of itself. Raises what a call raises."""


def settled(response: OutboundResponse, now: int) -> Later | Refused | None:
    """None if the target did what was asked, else what it said instead. Raises Unknown for a 5xx."""
    match response.effect:
        case Effect.DONE:
            return None
        case Effect.LATER:
            return Later(message=_answer(response, "hub.target_busy"), at=response.retry_after_ms(now))
        case Effect.REFUSED:
            return Refused(message=_answer(response, "hub.target_refused"), code=str(response.status))
        case Effect.UNSURE:
            raise Unknown(
                "unreadable",
                host=bare(response.url),
                reason=f"HTTP {response.status}",
                status=response.status,
            )


def content(response: OutboundResponse) -> Json:
    """The JSON of an answer that was given after the effect. Raises Unknown if it is none: then look it up."""
    try:
        return response.json()
    except Invalid as wrong:
        raise Unknown("unreadable", host=bare(response.url), reason=str(wrong), status=response.status) from wrong


def _answer(response: OutboundResponse, code: str) -> Message:
    """The target's own words, short: a detail of a JSON problem, else the beginning of its text."""
    words = ""
    try:
        body = response.json()
    except Invalid:
        body = None
        words = response.text().strip()
    if isinstance(body, dict):
        words = str(next((body[name] for name in ("detail", "message", "error", "title") if body.get(name)), ""))
    return Message(code=code, params={"status": response.status, "text": words[:300]})
