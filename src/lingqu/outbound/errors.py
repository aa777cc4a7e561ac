"""How a call to the outside can end without an answer.

LingquError
└── OutboundError       carries a `Message`; secrets are masked already
    ├── NotSent         nothing left this machine: may be sent again as it is
    │   └── AddressRefused  the guard said no; sending again is pointless (`permanent`)
    ├── TargetRefused   the target answered no (mail only; an HTTP refusal is an `OutboundResponse`)
    └── Unknown         the target may have carried it out: look it up, never repeat blindly
"""

from __future__ import annotations

from typing import Any, ClassVar

import lingqu.outbound.messages  # noqa: F401 - registers the sentences of the codes below
from lingqu.kernel.errors import LingquError
from lingqu.kernel.messages import Message


class OutboundError(LingquError):
    """A call that got no usable answer. `message` says why, to a person, in both languages."""

    #: Whose catalogue the code is looked up in; a connector's own errors name the connector.
    room: ClassVar[str] = "outbound"

    def __init__(self, code: str, /, **params: Any) -> None:
        self.message = Message(code=f"{self.room}.{code}", params=params)
        super().__init__(self.message.code, params)

    @property
    def code(self) -> str:
        return self.message.code

    def __str__(self) -> str:
        return self.message.text("en")


class NotSent(OutboundError):  # noqa: N818 - an outcome, named as the ledger names it
    """Nothing left. `permanent` is true when the same request can never leave (bad address, refused address)."""

    def __init__(self, code: str, /, *, permanent: bool = False, **params: Any) -> None:
        super().__init__(code, **params)
        self.permanent = permanent


class AddressRefused(NotSent):
    """The guard refused the address that a name leads to."""

    def __init__(self, *, host: str, address: str, nature: str) -> None:
        super().__init__("address_refused", permanent=True, host=host, address=address, nature=nature)


class TargetRefused(OutboundError):  # noqa: N818 - an outcome, named as the ledger names it
    """The target answered no and did nothing. `permanent` is false when it asked to come back later."""

    def __init__(self, code: str, /, *, permanent: bool, **params: Any) -> None:
        super().__init__(code, **params)
        self.permanent = permanent


class Unknown(OutboundError):  # noqa: N818 - an outcome, named as the ledger names it
    """The request may have been carried out. `status` is the HTTP status if at least that much came back."""

    def __init__(self, code: str, /, *, status: int | None = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.status = status
