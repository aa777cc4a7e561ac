"""What can go wrong between us and a database, in kinds that call for different answers.

DatabaseFailed      the database refused a statement (constraint, type, syntax): doing it again changes nothing
├── Taken           a key that was to be new is there already
└── Transient       it refused for now (deadlock, row held, timeout): the same work may pass later
    ├── Slow        a statement took longer than it may: of many works one may be to blame
    └── Unable      it can write nothing now, whoever asks (disk full, file locked): wait until it can again
Lost                the connection is gone; if a COMMIT was under way, nobody knows whether it arrived
"""

from __future__ import annotations


class DatabaseFailed(Exception):  # noqa: N818 - named for what happened
    """The database refused a statement. The driver's own exception is the cause."""


class Taken(DatabaseFailed):
    """A row with that key is there; `table`: where."""

    def __init__(self, text: str, *, table: str) -> None:
        super().__init__(text)
        self.table = table


class Transient(DatabaseFailed):
    """Refused for reasons of the moment; the transaction is rolled back and may be tried again."""


class Slow(Transient):
    """The statement was cut off after its time."""


class Unable(Transient):
    """Nothing can be written at the moment, by nobody: the work is not to blame."""


class Deaf(Exception):  # noqa: N818 - a fact, not a fault
    """A pooler stands between us and the database: no session is ours for long enough to listen in it."""


class Lost(Exception):  # noqa: N818 - named for what happened
    """The connection is gone. Look for the batch number before doing anything again."""
