"""Message start events: at most one running instance a correlation key and process. Two guards hold it.

start-key     tenant/process/correlation    while such an instance runs
start-key-of  instance                      its answer is the id of the other, so that the end finds it
"""

from __future__ import annotations

from collections.abc import Sequence

from lingqu.runtime.work import Tx
from lingqu.store import Connection

_GUARD = ("scope", "id", "answer", "at", "expires")
KEY = "start-key"
OF = "start-key-of"


def claim_key(tx: Tx, tenant: str, process: str, correlation: str, instance: int) -> bool:
    """Take the key for this instance; False while another instance has it."""
    name = f"{tenant}/{process}/{correlation}"
    rows = [(KEY, name, str(instance).encode(), tx.now, None)]
    if not tx.c.insert("guard", _GUARD, rows, ignore=True, returning=("id",)):
        return False
    tx.c.insert("guard", _GUARD, [(OF, str(instance), name.encode(), tx.now, None)])
    return True


def release_keys(c: Connection, instances: Sequence[int]) -> None:
    """These instances have ended: their keys may start others."""
    found = c.rows("SELECT id, answer FROM guard WHERE scope = ? AND id IN ??", [OF, [str(key) for key in instances]])
    if found:
        rows = [(OF, id_) for id_, _ in found] + [(KEY, bytes(name).decode()) for _, name in found]
        c.delete_many("guard", ("scope", "id"), rows)
