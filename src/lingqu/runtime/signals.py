"""Signals: a row with a cursor. Receivers are fixed when it is thrown; letters go to 256 of them at a time."""

from __future__ import annotations

from collections.abc import Callable

from lingqu.engine.commands import CorrelateMessage, StartInstance
from lingqu.kernel.keys import counter_of, instance_of
from lingqu.kernel.values import Json, decode, encode
from lingqu.runtime.blobs import letter
from lingqu.runtime.projectors.waits import SIGNAL
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import formats

RECEIVERS = 256


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


def broadcast(signal: int, more: Callable[[list[int], bool], None]) -> RowWork:
    """Write letters for a signal's next receivers; `more` is told their keys after the commit, and if any are left."""

    def run(tx: Tx) -> None:
        c = tx.c
        row = c.row(
            "SELECT tenant, name, variables, published_at, cursor FROM message WHERE key = ? AND kind = ?"  # noqa: S608 - ours
            + c.for_update,
            [signal, SIGNAL],
        )
        if row is None:
            return
        tenant, name, variables, at, cursor = row
        # those inside the thrower's own instance have had it already, in the throwing command
        receivers = c.rows(
            "SELECT key, start, instance, definition, element FROM subscription s WHERE tenant = ? AND name = ?"
            " AND kind = ? AND key > ? AND opened_at <= ? AND instance <> ?"
            # a start that needs other triggers as well leaves the signal to an instance that waits for it
            " AND NOT (start = 1 AND once = 1 AND EXISTS (SELECT 1 FROM subscription w WHERE w.tenant = s.tenant"
            " AND w.name = s.name AND w.kind = s.kind AND w.start = 0 AND w.process_id = s.process_id"
            " AND w.opened_at <= ?)) ORDER BY key LIMIT ?",
            [tenant, name, SIGNAL, cursor, at, instance_of(signal), at, RECEIVERS],
        )
        format_ = formats.allowed(c)
        rows, targets = [], []
        for key, start, instance, definition, element in receivers:
            target = tx.new_key() if start else instance
            command = (
                StartInstance(
                    at=tx.now,
                    definition=definition,
                    tenant=tenant,
                    variables=decode(bytes(variables)),
                    element=element,
                    root=target,
                )
                if start
                else CorrelateMessage(
                    at=tx.now, subscription=counter_of(key), message=signal, variables=decode(bytes(variables))
                )
            )
            number, body = letter.encode(command, format_)
            # the receiver's key is the letter's place in the sequence: unique for this signal
            rows.append((signal, key, 0, target, number, body, tx.now))
            targets.append(target)
        if rows:
            c.insert("letter", ("sender", "version", "place", "target", "format", "body", "at"), rows)
        left = len(receivers) == RECEIVERS
        if left:
            c.run("UPDATE message SET cursor = ? WHERE key = ?", [receivers[-1][0], signal])
        else:
            c.run("DELETE FROM message WHERE key = ?", [signal])
        tx.after(lambda: more(targets, left))

    return RowWork(run=run)
