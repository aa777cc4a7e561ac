"""Delivery: each webhook gets the feed by POST, in order, until it says 2xx; at least once, never with a gap.

A page of events is one POST (CloudEvents, batched JSON), signed as Standard Webhooks says. The cursor moves only when
the receiver has answered 2xx. Any node may deliver: `fence` is counted up, committed, before the request leaves, so two
nodes do not send the same page unless one of them has been silent for the lease.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import sleep

import structlog

from lingqu.feed import hooks
from lingqu.feed.cursor import Cursor
from lingqu.feed.events import PREFIX, FeedEvent, time
from lingqu.feed.following import follow
from lingqu.feed.hooks import Hook, HookState
from lingqu.feed.posting import Poster, Reply
from lingqu.feed.telling import Teller
from lingqu.kernel.errors import Busy
from lingqu.kernel.messages import Language, Message
from lingqu.outbound.secrets import Vault
from lingqu.outbound.transport import Transport
from lingqu.runtime import RowWork, Runtime, Tx
from lingqu.store import Connection, DatabaseFailed, Lost

#: Events of one POST at most, unless one commit has more.
PAGE = 100
#: Pages that one look reads without finding anything that the webhook wants, before others get their turn.
PATIENCE = 20
#: ms that an attempt may take before another node may try.
LEASE = 90_000
#: ms before the second attempt; doubled with each one, an hour at most.
FIRST_WAIT = 1_000
LONGEST_WAIT = 3_600_000
#: ms of failures without a success after which a webhook is stopped.
GIVE_UP = 5 * 86_400_000
#: ms after which it is written down how far there was nothing for a webhook: a restart need not read that again.
KEEP = 60_000
#: Seconds after which the thread looks in any case: other nodes commit too.
SLEEP = 1.0
#: Seconds between two looks at least: of a hundred commits a second each need not be looked for.
PAUSE = 0.05
_log = structlog.get_logger("lingqu.feed")


class Delivery:
    """One thread a node. `deliver_due` does in the caller's thread what is due; tests and tools use it."""

    def __init__(
        self, runtime: Runtime, transport: Transport, vault: Vault, *, source: str, language: Language
    ) -> None:
        self._runtime = runtime
        self._vault = vault
        self._poster = Poster(transport)
        self.source = source
        self._language = language
        self._teller = Teller(source=source, language=language)
        #: By webhook: its version and fence, and how far nothing was for it. Another node's delivery changes the fence.
        self._seen: dict[int, tuple[int, int, Cursor]] = {}
        self._kept: dict[int, int] = {}  # by webhook: when that was written down last
        self._bell = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None
        runtime.after_commit(lambda _: self._bell.set())

    def start(self) -> None:
        """Call after the runtime's start."""
        self._thread = threading.Thread(target=self._run, name="lingqu-feed", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Call before the runtime's stop: the page on its way is settled."""
        self._stopped = True
        self._bell.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    def deliver_due(self) -> int:
        """Send each webhook its next page; how many pages went out."""
        with self._runtime.db.reading() as c:
            due = hooks.due(c, self._runtime.now())
        return sum(self._deliver(hook) for hook in due if not self._stopped)

    def try_out(self, hook: Hook) -> tuple[bool, Message]:
        """Send one event of the type `lingqu.feed.test`, now; whether the receiver took it, and what it said."""
        now = self._runtime.now()
        id_ = f"test.{hook.id}.{hook.version}.{now}"
        event = FeedEvent(
            id=id_, source=self.source, type=f"{PREFIX}feed.test", subject=str(hook.id), time=time(now), data={}
        )
        reply = self._poster.post(hook, hooks.secret_of(hook, self._vault), [event], now=now)
        return reply.taken, Message(code="feed.arrived", params=reply.said.params) if reply.taken else reply.said

    # ---- the thread ----

    def _run(self) -> None:
        while not self._stopped:
            self._bell.clear()
            try:
                while self.deliver_due() and not self._stopped:
                    pass
            except (Busy, Lost, DatabaseFailed) as passing:
                _log.warning("feed put off", error=str(passing))
            except Exception:  # noqa: BLE001 - one webhook that cannot be read must not silence the others for ever
                _log.exception("the feed failed")
            self._bell.wait(SLEEP)
            if not self._stopped:
                sleep(PAUSE)

    def _deliver(self, hook: Hook) -> bool:
        with self._runtime.db.reading() as c:
            events, cursor = self._next(c, hook)
        if not events:
            self._remember(hook, cursor)
            return False
        if not self._runtime.writer.call(RowWork(run=lambda tx: _claim(tx, hook))):
            return False  # another node has it, or somebody changes it
        reply = self._poster.post(hook, hooks.secret_of(hook, self._vault), events, now=self._runtime.now())
        if not reply.taken:
            _log.warning("webhook did not take events", hook=hook.name, attempt=hook.attempts + 1, state=reply.status)
        self._runtime.writer.call(RowWork(run=_settling(hook, reply, cursor, len(events), self._language)))
        return True

    def _next(self, c: Connection, hook: Hook) -> tuple[list[FeedEvent], Cursor]:
        """The next page with something in it that the webhook wants, and the cursor after it."""
        *seen, ahead = self._seen.get(hook.id, (0, 0, hook.cursor))
        cursor = ahead if seen == [hook.version, hook.fence] else hook.cursor
        for _ in range(PATIENCE):
            followed = follow(c, cursor, now=self._runtime.now(), limit=PAGE)
            events = self._teller.tell(c, hook.tenant, followed.commits)
            cursor = followed.cursor
            wanted = [event for event in events if event in hook.wanted]
            if wanted or not followed.more:
                return wanted, cursor
        return [], cursor

    def _remember(self, hook: Hook, cursor: Cursor) -> None:
        """There was nothing for it up to here."""
        self._seen[hook.id] = (hook.version, hook.fence, cursor)
        now = self._runtime.now()
        if cursor != hook.cursor and now - self._kept.get(hook.id, 0) >= KEEP:
            self._kept[hook.id] = now
            moved = (str(cursor), hook.id, hook.fence)
            self._runtime.writer.call(
                RowWork(run=lambda tx: tx.c.run("UPDATE feed_hook SET cursor = ? WHERE id = ? AND fence = ?", moved))
            )


def _claim(tx: Tx, hook: Hook) -> bool:
    """Take the next attempt, unless somebody else has done so since `hook` was read."""
    return bool(
        tx.c.run(
            "UPDATE feed_hook SET fence = fence + 1, next_at = ? WHERE id = ? AND fence = ? AND state = ?",
            (tx.now + LEASE, hook.id, hook.fence, HookState.ACTIVE),
        )
    )


def _settling(hook: Hook, reply: Reply, cursor: Cursor, count: int, language: Language) -> Callable[[Tx], None]:
    def run(tx: Tx) -> None:
        mine = (hook.id, hook.fence + 1)
        if reply.taken:
            tx.c.run(
                "UPDATE feed_hook SET cursor = ?, attempts = 0, failing_since = NULL, error = '', next_at = ?,"
                " delivered_at = ?, delivered = delivered + ? WHERE id = ? AND fence = ?",
                (str(cursor), tx.now, tx.now, count, *mine),
            )
            return
        since = tx.now if hook.failing_since is None else hook.failing_since
        state, said = HookState.ACTIVE, reply.said
        if reply.gone:
            state, said = HookState.STOPPED, Message(code="feed.gone")
        elif tx.now - since >= GIVE_UP:
            params = {"days": GIVE_UP // 86_400_000, "reason": reply.said.text(language)}
            state, said = HookState.STOPPED, Message(code="feed.given_up", params=params)
        wait = min(FIRST_WAIT << min(hook.attempts, 20), LONGEST_WAIT)
        tx.c.run(
            "UPDATE feed_hook SET state = ?, attempts = attempts + 1, failing_since = ?, error = ?, next_at = ?"
            " WHERE id = ? AND fence = ?",
            (state, since, said.text(language), max(tx.now + wait, min(reply.after, tx.now + LONGEST_WAIT)), *mine),
        )

    return run
