"""The outbox: mail rows go out by SMTP, each at most once.

A row is claimed as SENDING, committed, before the server hears of it, and settled after; `attempts` is the fence. What
may have been taken over is UNKNOWN and waits for a person; what certainly was not goes again, later and later.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from email.utils import parseaddr

import msgspec
import structlog

from lingqu.directory import people
from lingqu.directory.people import Person
from lingqu.kernel.errors import Busy
from lingqu.kernel.messages import LANGUAGES, Language, Message
from lingqu.notices import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.notices.states import GIVEN_UP, SENDING, SENT, UNKNOWN, WAITING
from lingqu.notices.telling import letter
from lingqu.outbound.errors import NotSent, OutboundError, TargetRefused, Unknown
from lingqu.outbound.mail import Mail, Mailer, MailServer
from lingqu.runtime import RowWork, Runtime, Tx
from lingqu.store import DatabaseFailed, Lost

#: Mails claimed at once; they go out one after the other.
CLAIMED = 16
#: ms that a claim lasts for each mail of it; beyond it nobody knows whether it went.
LEASE = 180_000
#: ms before the second attempt; doubled with each one, an hour at most.
FIRST_WAIT = 60_000
LONGEST_WAIT = 3_600_000
#: After so many attempts (two days) a mail is given up.
ATTEMPTS = 52
#: ms that a mail which went is kept for who asks.
KEPT = 30 * 86_400_000
#: Seconds after which the thread looks in any case.
SLEEP = 15.0
_log = structlog.get_logger("lingqu.notices")


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that is ours to send. `attempt` counts from 1 and is the fence."""

    id: int
    tenant: str
    recipient: str
    subject: str
    body: str
    created_at: int
    attempt: int


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an attempt. `wait`: ms until the next one; `error`: why, in the house's language."""

    state: int
    error: str = ""
    wait: int = 0


class Outbox:
    """One thread a node. `send_due` does in the caller's thread what is due; tests and tools use it."""

    def __init__(
        self, runtime: Runtime, mailer: Mailer, server: MailServer, *, sender: str, base_url: str, language: Language
    ) -> None:
        self._runtime = runtime
        self._mailer = mailer
        self._server = server
        self._sender = sender
        self._base_url = base_url
        self._language = language
        self._bell = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Call after the runtime's start."""
        self._thread = threading.Thread(target=self._run, name="lingqu-outbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Call before the runtime's stop: the mail on its way is settled, the others go back."""
        self._stopped = True
        self._bell.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    def ring(self) -> None:
        """There is new mail."""
        self._bell.set()

    def send_due(self) -> int:
        """Send what is due now; how many were tried."""
        claimed = self._claim()
        for place, mail in enumerate(claimed):
            if self._stopped:
                self._give_back(claimed[place:])
                return place
            self._settle(mail, self._send(mail))
        return len(claimed)

    # ---- the thread ----

    def _run(self) -> None:
        while not self._stopped:
            self._bell.clear()
            try:
                while self.send_due() and not self._stopped:
                    pass
            except (Busy, Lost, DatabaseFailed) as passing:
                _log.warning("mail put off", error=str(passing))
            except Exception:  # noqa: BLE001 - one mail that cannot be read must not silence the others for ever
                _log.exception("the outbox failed")
            self._bell.wait(SLEEP)

    def _claim(self) -> list[Claimed]:
        lost = Message(code="notices.mail_interrupted").text(self._language)
        claimed: list[Claimed] = self._runtime.writer.call(RowWork(run=lambda tx: _claim(tx, lost), apart=True))
        return claimed

    def _send(self, mail: Claimed) -> Settled:
        """One attempt, with its ending."""
        with self._runtime.db.reading() as c:
            person = people.find(c, mail.tenant, mail.recipient)
        if person is None or not person.active or not person.email:
            return Settled(state=GIVEN_UP, error=Message(code="notices.mail_no_address").text(self._language))
        said = letter(mail.subject, mail.body, _language(person, self._language), self._base_url)
        _, own = parseaddr(self._sender)
        message = Mail(
            sender=self._sender,
            to=(person.email,),
            subject=said.subject,
            text=said.text,
            message_id=f"<{mail.id}.notice@{own.rpartition('@')[2]}>",
            sent_at=mail.created_at,
            headers={"Auto-Submitted": "auto-generated"},
        )
        try:
            self._mailer.send(self._server, message)
        except Unknown as wrong:
            return Settled(state=UNKNOWN, error=wrong.message.text(self._language))
        except (NotSent, TargetRefused) as wrong:
            return _again_or_never(wrong, permanent=wrong.permanent, attempt=mail.attempt, language=self._language)
        return Settled(state=SENT)

    def _settle(self, mail: Claimed, settled: Settled) -> None:
        if settled.state != SENT:
            _log.warning("mail did not go", mail=mail.id, attempt=mail.attempt, state=settled.state)
        self._runtime.writer.call(RowWork(run=_settling(mail, settled)))

    def _give_back(self, mails: list[Claimed]) -> None:
        """Claimed and not begun: they wait again, and the attempt does not count."""
        for mail in mails:
            self._runtime.writer.call(RowWork(run=_settling(mail, Settled(state=WAITING), counted=0)))


def _claim(tx: Tx, lost: str) -> list[Claimed]:
    """Take what is due; say of what somebody took and never settled that nobody knows; forget what went long ago."""
    tx.c.run("UPDATE mail SET state = ?, error = ? WHERE state = ? AND next_at <= ?", (UNKNOWN, lost, SENDING, tx.now))
    tx.c.run("DELETE FROM mail WHERE state = ? AND next_at <= ?", (SENT, tx.now - KEPT))
    due = tx.c.rows(
        "SELECT id, tenant, recipient, subject, body, created_at, attempts FROM mail"  # noqa: S608 - no input
        f" WHERE state = ? AND next_at <= ? ORDER BY next_at, id LIMIT ?{tx.c.skip_locked}",
        (WAITING, tx.now, CLAIMED),
    )
    names = Claimed.__struct_fields__
    claimed = [Claimed(**dict(zip(names, (*row[:-1], row[-1] + 1), strict=True))) for row in due]
    lease = tx.now + LEASE * len(claimed)
    tx.c.update_many(
        "mail",
        ("id",),
        ("state", "attempts", "next_at"),
        [(mail.id, SENDING, mail.attempt, lease) for mail in claimed],
    )
    return claimed


def _settling(mail: Claimed, settled: Settled, *, counted: int = 1) -> Callable[[Tx], None]:
    def run(tx: Tx) -> None:
        tx.c.run(
            "UPDATE mail SET state = ?, error = ?, next_at = ?, attempts = ?"
            " WHERE id = ? AND attempts = ? AND state IN ??",
            (
                settled.state,
                settled.error,
                tx.now + settled.wait,
                mail.attempt - 1 + counted,
                mail.id,
                mail.attempt,
                [SENDING, UNKNOWN],  # a lease that ran out while we sent: now somebody knows
            ),
        )

    return run


def _again_or_never(wrong: OutboundError, *, permanent: bool, attempt: int, language: Language) -> Settled:
    words = wrong.message.text(language)
    if permanent or attempt >= ATTEMPTS:
        return Settled(state=GIVEN_UP, error=words)
    return Settled(state=WAITING, error=words, wait=min(FIRST_WAIT << min(attempt - 1, 10), LONGEST_WAIT))


def _language(person: Person, default: Language) -> Language:
    return person.language if person.language in LANGUAGES else default
