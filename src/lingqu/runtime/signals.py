"""Signals: a row with a cursor. Receivers are fixed when it is thrown; a portion of them has it in one transaction.

    thrown: a row → a portion of receivers, by key: letters that are delivered in the same transaction (those whose
    instance is held by somebody become rows), the cursor moves on → … → nobody is left: the row goes

Whatever crashes in between, the cursor and what it stands for are of one commit: each receiver has it once.
"""

from __future__ import annotations

from collections.abc import Callable

from lingqu.engine.commands import Command, CorrelateMessage, StartInstance
from lingqu.kernel.keys import counter_of, instance_of
from lingqu.kernel.values import Json, decode, encode
from lingqu.runtime.projectors.waits import SIGNAL
from lingqu.runtime.work import Letter, RowWork, Tx

#: Those who waited when it was thrown. Who is inside the thrower's own instance has had it in the throwing command.
_RECEIVERS = (
    "SELECT key, start, instance, definition, element FROM subscription s WHERE tenant = ? AND name = ?"
    " AND correlation = '' AND kind = ? AND key > ? AND opened_at <= ? AND instance <> ?"
    # a start that needs other triggers as well leaves the signal to an instance that waits for it
    " AND NOT (start = 1 AND once = 1 AND EXISTS (SELECT 1 FROM subscription w WHERE w.tenant = s.tenant"
    " AND w.name = s.name AND w.correlation = '' AND w.kind = s.kind AND w.start = 0 AND w.process_id = s.process_id"
    " AND w.opened_at <= ?)) ORDER BY key LIMIT "
)


def throw(name: str, variables: dict[str, Json], tenant: str, after: Callable[[int], None]) -> Callable[[Tx], int]:
    """The transaction by which somebody outside throws a signal: its key. `after` is told it after the commit."""

    def run(tx: Tx) -> int:
        key = tx.new_key()
        row = {
            "key": key,
            "kind": SIGNAL,
            "tenant": tenant,
            "name": name,
            "correlation": "",
            "message_id": "",
            "cursor": 0,
            "variables": encode(variables),
            "published_at": tx.now,
            "expires_at": tx.now,
        }
        tx.c.insert("message", tuple(row), [tuple(row.values())])
        tx.after(lambda: after(key))
        return key

    return run


def broadcast(signal: int, most: int) -> RowWork:
    """Bring a signal to its next receivers, at most so many. Answers whether any may be left for this node."""

    def run(tx: Tx) -> bool:
        c = tx.c
        row = c.row(
            "SELECT tenant, name, variables, published_at, cursor FROM message WHERE key = ? AND kind = ?"  # noqa: S608 - ours
            + c.skip_locked,
            [signal, SIGNAL],
        )
        if row is None:
            return False  # everybody has it, or another node is at it
        tenant, name, variables, at, cursor = row
        receivers = c.rows(_RECEIVERS + str(int(most)), [tenant, name, SIGNAL, cursor, at, instance_of(signal), at])
        sender = tx.new_key() if receivers else 0
        for place, (key, start, instance, definition, element) in enumerate(receivers):
            target = tx.new_key() if start else instance
            values = decode(bytes(variables))
            command: Command = (
                StartInstance(
                    at=tx.now, definition=definition, tenant=tenant, variables=values, element=element, root=target
                )
                if start
                else CorrelateMessage(at=tx.now, subscription=counter_of(key), message=signal, variables=values)
            )
            tx.send(Letter((sender, 0, place), target, command))
        if len(receivers) < most:
            c.run("DELETE FROM message WHERE key = ?", [signal])
            return False
        c.run("UPDATE message SET cursor = ? WHERE key = ?", [receivers[-1][0], signal])
        return True

    return RowWork(run=run)
