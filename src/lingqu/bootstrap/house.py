"""The house: every room built once and wired to the others. Nothing else constructs rooms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from lingqu.bootstrap import mail
from lingqu.bootstrap.calendars import calendars_in
from lingqu.bootstrap.clock import PinnedClock
from lingqu.bootstrap.settings import Settings
from lingqu.directory import credentials, organisation, people
from lingqu.directory.people import Person
from lingqu.feed.delivery import Delivery
from lingqu.hub import Hub
from lingqu.insights.catalogue import Catalogue
from lingqu.kernel.messages import Message
from lingqu.notices.live import Hint, Live
from lingqu.notices.telling import Voice
from lingqu.outbound.guard import Guard
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Keyring, Vault
from lingqu.outbound.transport import Transport
from lingqu.runtime import CaseDone, Collector, DeploymentDone, Keeping, Readiness, RowWork, Runtime, Tx
from lingqu.store import Database, open_database
from lingqu.work.desk import Desk

TENANT = ""
#: A commit that changes more instances than this is told of by its first ones only: pages read lists anew anyway.
HINTS = 16


class House:
    """All rooms of one node. `start` opens them for work, `stop` ends it and leaves nothing behind."""

    def __init__(self, settings: Settings, *, clock: Callable[[], int] | None = None, connected: bool = True) -> None:
        """`clock`: a virtual one, ms since the epoch. Not `connected`: no connector takes jobs, no source is polled."""
        self.settings = settings
        self.mask = Mask()
        self.mask.add(*settings.secrets)
        self.db: Database = open_database(_with_folder(settings.database))
        self.db.upgrade_apart()
        self.db.upgrade()
        self.vault = Vault(Keyring.from_file(_made(settings.secrets_file), create=True), self.mask)
        guard = Guard(settings.allow)
        self.transport = Transport(guard, self.mask)
        self.clock = PinnedClock() if settings.test_clock and clock is None else None
        now = self.clock or clock
        keeping = Keeping(keep=settings.keep, archive=settings.archive_folder)
        keeping.check()
        calendars = calendars_in(settings.calendars)
        collector = Collector(endpoint=settings.otlp_endpoint, headers=settings.otlp_header_values)
        collector.check()
        self.runtime = Runtime(
            self.db,
            clock=now,
            zone=settings.zone,
            calendars=calendars,
            keeping=keeping,
            collector=collector,
            mask=self.mask,
            unique_business_ids=settings.unique_business_ids,
        )
        self.definitions = Catalogue(self.db)
        neighbours = self.runtime.neighbours
        self.live = Live(lambda hints: neighbours.say("live", hints))
        neighbours.hear("live", self.live.hear)
        self.attempts = credentials.Attempts()
        self.outbox = mail.outbox(settings, self.runtime, guard, self.mask)
        voice = Voice(self.live, ring=self.outbox.ring if self.outbox else None)
        self.desk = Desk(self.runtime, zone=settings.zone, live=self.live, voice=voice)
        self._hub = (
            Hub(self.runtime, self.db, self.transport, self.vault, self.mask, zone=settings.zone) if connected else None
        )
        self.feed = Delivery(
            self.runtime, self.transport, self.vault, source=settings.base_url or "/", language=settings.language
        )
        self.runtime.after_commit(self._tell)
        self._begun = False
        self.leaving = False

    def begin(self) -> None:
        """Open the writer: commands are taken, but nobody follows them up yet. Does nothing the second time."""
        if not self._begun:
            self._begun = True
            self.runtime.begin()
            self._first_administrator()

    def start(self) -> None:
        """Open for work: commands are taken and followed up."""
        self.begin()
        self.desk.start()
        if self.outbox:
            self.outbox.start()
        if self._hub:
            self._hub.start()
            self.feed.start()

    def stop(self) -> None:
        if self._hub:
            self.feed.stop()
            self._hub.stop()
        if self.outbox:
            self.outbox.stop()
        self.desk.stop()
        self.runtime.stop()
        self.transport.close()
        self.db.close()

    @property
    def hub(self) -> Hub:
        """The hub of a connected house."""
        if self._hub is None:
            raise RuntimeError("Expected a connected house, but this one has no hub")
        return self._hub

    def leave(self) -> None:
        """Whoever sends us requests is to find another node."""
        self.leaving = True

    def ready(self) -> Readiness:
        """Whether requests may be sent here."""
        found = self.runtime.ready()
        if not self.leaving:
            return found
        return Readiness(ok=False, notes=(Message(code="bootstrap.leaving").text("en"), *found.notes))

    def nobody_yet(self) -> bool:
        """True while the database has no person: nobody can sign in."""
        with self.db.reading() as c:
            return people.nobody_yet(c)

    async def deploy(self, files: Sequence[tuple[str, bytes]], *, tenant: str, by: str) -> DeploymentDone:
        """Deploy in a thread, so that compiling holds up no other request."""
        return await asyncio.to_thread(self.runtime.deploy, files, tenant=tenant, by=by)

    def _first_administrator(self) -> None:
        password = self.settings.admin_password
        if not password:
            return

        hashed = credentials.hashed(password)

        def run(tx: Tx) -> None:
            if people.nobody_yet(tx.c):
                admin = Person(login="admin", name="管理员", language=self.settings.language)
                people.add(tx.c, TENANT, admin, tx.now, hashed)
                organisation.give_role(tx.c, TENANT, "admin", admin.login)

        self.runtime.writer.call(RowWork(run=run))

    def _tell(self, done: Sequence[CaseDone]) -> None:
        """After a commit: hints for open pages, once an instance and at most HINTS of them."""
        for key in list({case.instance: None for case in done})[:HINTS]:
            self.live.tell(Hint(kind="instances", tenant=TENANT, data={"instanceKey": str(key)}))


def _with_folder(url: str) -> str:
    """The database's URL; the folder of a SQLite file is made."""
    if url.startswith("sqlite:///") and url != "sqlite:///:memory:":
        _made(url.removeprefix("sqlite:///"))
    return url


def _made(path: str) -> Path:
    """The path with its folder made."""
    made = Path(path)
    made.parent.mkdir(parents=True, exist_ok=True)
    return made
