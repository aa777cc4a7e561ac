"""What can go wrong between us and a database, in three kinds that call for three different answers.

DatabaseFailed      the database refused a statement (constraint, type, syntax): doing it again changes nothing
└── Transient       it refused for now (deadlock, locked, timeout, disk full): the same work may pass later
Lost                the connection is gone; if a COMMIT was under way, nobody knows whether it arrived
"""

from __future__ import annotations


class DatabaseFailed(Exception):  # noqa: N818 - named for what happened
    """The database refused a statement. The driver's own exception is the cause."""


class Transient(DatabaseFailed):
    """Refused for reasons of the moment; the transaction is rolled back and may be tried again."""


class Lost(Exception):  # noqa: N818 - named for what happened
    """The connection is gone. Look for the batch number before doing anything again."""
