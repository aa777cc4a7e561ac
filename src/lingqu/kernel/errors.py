"""Errors that a caller can do something about.

    LingquError
    └── Rejected            the caller's fault; nothing was recorded
        ├── Invalid         the input is not what the operation takes          (HTTP 400)
        ├── Unauthenticated nobody is signed in                                (HTTP 401)
        ├── Forbidden       this person may not do that                        (HTTP 403)
        ├── NotFound        what was named is not there, or not to be seen     (HTTP 404)
        ├── Conflict        the thing is in another state than the verb needs  (HTTP 409)
        ├── Unsupported     the body is of a form that is not taken            (HTTP 415)
        ├── Unprocessable   well-formed, but a rule of the model forbids it    (HTTP 422)
        ├── Late            it goes on, but was not done in the time given     (HTTP 504)
        ├── NotSupported    there is such an operation, but not here           (HTTP 501)
        └── Busy            too much waits already; come back later            (HTTP 429, 503)
            └── Unanswered  it may be done or not; look before asking again    (HTTP 504)

The model's or the data's fault is an incident, an event that an operator resolves. Any other exception is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from lingqu.kernel.messages import Message


class LingquError(Exception):
    """Root of everything that Lingqu raises on purpose."""


class Rejected(LingquError):  # noqa: N818 - named for what happens to the command
    """A command or request that cannot be done; nothing of it was recorded.

    `code` names a message of a room's catalogue (`engine.job_not_found`), `params` fill its placeholders.
    """

    status: ClassVar[int] = 400

    def __init__(self, code: str, /, **params: Any) -> None:
        self.message = Message(code=code, params=params)
        super().__init__(code, params)

    @property
    def code(self) -> str:
        return self.message.code

    @property
    def params(self) -> Mapping[str, Any]:
        return self.message.params

    def __str__(self) -> str:
        return self.message.text("en")


class Invalid(Rejected):
    status = 400


class Unauthenticated(Rejected):
    status = 401


class Forbidden(Rejected):
    status = 403


class NotFound(Rejected):
    status = 404


class Conflict(Rejected):
    status = 409


class Stale(Conflict):
    """Somebody else changed it since it was read."""

    status = 412


class Unsupported(Rejected):
    status = 415


class Unprocessable(Rejected):
    status = 422


class Late(Rejected):
    """What was asked for is under way and durable; only the wait for its end is over."""

    status = 504


class NotSupported(Rejected):
    status = 501


class Busy(Rejected):
    """Too much waits already. `retry_after` (param, whole seconds) says when to come back."""

    status = 503


class Unanswered(Busy):
    """There is no answer in time and the work had begun. 504 and not 503, which clients repeat by themselves."""

    status = 504


class TooMany(Busy):
    """One caller asks too often; others may ask."""

    status = 429
