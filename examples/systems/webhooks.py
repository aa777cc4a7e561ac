"""Events out: kept in the database with the change itself, signed, and repeated until a 2xx comes back."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from typing import Any
from uuid import uuid4

from examples.systems import store

SCHEMA = """
CREATE TABLE IF NOT EXISTS webhook (one INTEGER PRIMARY KEY CHECK (one = 1), url TEXT NOT NULL, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0, delivered_at TEXT);
"""
LONGEST_WAIT = 60.0  # seconds between two attempts


class Webhooks:
    """The outbox of a sample system and the thread that empties it."""

    def __init__(self, database: store.Database) -> None:
        self._database = database
        self._stopped = False
        self._something = threading.Event()
        with database.transaction() as db:
            for statement in SCHEMA.split(";"):
                db.execute(statement)
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()

    def configure(self, url: str, secret: str) -> None:
        with self._database.transaction() as db:
            db.execute("INSERT OR REPLACE INTO webhook VALUES (1, ?, ?)", (url, secret))
            db.execute("UPDATE deliveries SET due = 0 WHERE delivered_at IS NULL")
        self.wake()

    def enqueue(self, db: sqlite3.Connection, event: str, content: dict[str, Any]) -> None:
        """Within the transaction of the change, so that neither is there without the other."""
        if db.execute("SELECT 1 FROM webhook").fetchone() is None:
            return
        event_id = str(uuid4())
        body = {"id": event_id, "event": event, "occurred_at": store.now(), **content}
        db.execute("INSERT INTO deliveries (id, body) VALUES (?, ?)", (event_id, json.dumps(body, ensure_ascii=False)))

    def wake(self) -> None:
        self._something.set()

    def close(self) -> None:
        self._stopped = True
        self.wake()
        self._thread.join(15)

    def _run(self) -> None:
        while not self._stopped:
            self._something.clear()
            wait = self._deliver_due()
            self._something.wait(wait)

    def _deliver_due(self) -> float:
        """Tries everything that is due; how long to wait for the next."""
        while not self._stopped:
            with self._database.transaction() as db:
                where = db.execute("SELECT url, secret FROM webhook").fetchone()
                row = db.execute(
                    "SELECT * FROM deliveries WHERE delivered_at IS NULL ORDER BY due, sequence"
                ).fetchone()
            if where is None or row is None:
                return LONGEST_WAIT
            if row["due"] > time.time():
                return float(row["due"] - time.time())
            if _post(where["url"], where["secret"], row["id"], row["body"].encode()):
                change = ("UPDATE deliveries SET delivered_at = ? WHERE sequence = ?", (store.now(), row["sequence"]))
            else:
                due = time.time() + min(2.0 ** row["attempts"], LONGEST_WAIT)
                change = (
                    "UPDATE deliveries SET attempts = attempts + 1, due = ? WHERE sequence = ?",
                    (due, row["sequence"]),
                )
            with self._database.transaction() as db:
                db.execute(*change)
        return 0


def signature(secret: str, body: bytes) -> str:
    """What stands in X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _post(url: str, secret: str, event_id: str, body: bytes) -> bool:
    headers = {
        "Content-Type": "application/json",
        "X-Event-Id": event_id,
        "X-Hub-Signature-256": signature(secret, body),
    }
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - the operator's own URL
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - likewise
            return bool(200 <= answer.status < 300)
    except (OSError, ValueError, urllib.error.URLError):
        return False
