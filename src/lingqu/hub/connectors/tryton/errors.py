"""How a call to Tryton is refused. In every case Tryton rolled back: nothing was done.

TargetRefused
└── TrytonRefused       a rule of Tryton says no (UserError), or it does not serve that method
    ├── TrytonWarned        it wants `name` confirmed first (UserWarning)
    ├── TrytonChanged       the record was changed meanwhile (`_timestamp`)
    ├── TrytonSignIn        the user or the password is wrong
    └── TrytonBusy          come back later (not permanent)
"""

from __future__ import annotations

from typing import Any, ClassVar

import lingqu.hub.connectors.tryton.messages  # noqa: F401 - registers the sentences of the codes below
from lingqu.outbound.errors import TargetRefused


class TrytonRefused(TargetRefused):
    room: ClassVar[str] = "tryton"


class TrytonWarned(TrytonRefused):
    """`name` goes to `TrytonClient.confirm`; then the call may be repeated."""

    def __init__(self, *, name: str, text: str) -> None:
        super().__init__("warned", permanent=True, text=text)
        self.name = name


class TrytonChanged(TrytonRefused):
    pass


class TrytonSignIn(TrytonRefused):
    pass


class TrytonBusy(TrytonRefused):
    pass


def refusal(error: Any) -> TrytonRefused:
    """The exception for the `error` of an answer: [kind, details] or, for anything unforeseen, [text, traceback]."""
    kind, details = (error[0], error[1]) if isinstance(error, list) and len(error) > 1 else (str(error), "")
    if kind == "UserError":
        message, description = [*details, "", ""][:2]
        text = f"{message} {description}".strip()
        return TrytonRefused("refused", permanent=True, text=text)
    if kind == "UserWarning":
        name, message, description = [*details, "", "", ""][:3]
        return TrytonWarned(name=str(name), text=f"{message} {description or ''}".strip())
    if kind == "ConcurrencyException":
        return TrytonChanged("changed_meanwhile", permanent=True, text=str(details))
    # The second part is a traceback of the server: it is left out.
    return TrytonRefused("broken", permanent=True, text=str(kind)[:300])
