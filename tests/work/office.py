"""An office for tests of work: a real runtime on a real database, a small company, processes drawn in text.

After each verb the duties that follow a commit are done in the test's own thread, so that nothing has to be waited for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from drawing import draw_xml
from lingqu.directory import delegations, organisation, people
from lingqu.directory.delegations import Delegation
from lingqu.directory.organisation import Department, Group
from lingqu.directory.people import Person
from lingqu.directory.viewer import Viewer, viewer
from lingqu.runtime import RowWork, Runtime
from lingqu.work import inbox, starting, task_page
from lingqu.work.desk import Desk

LINGQU = "urn:lingqu:bpmn:1"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NOON = 1_793_275_200_000  # 2026-10-29T12:00Z
HOUR = 3_600_000

PEOPLE = {"sam": "sales", "hana": "sales", "gus": "all", "fei": "finance", "fan": "finance", "dora": "sales", "eve": ""}


def extended(xml: bytes, **extensions: str) -> bytes:
    """The document with lingqu elements in the named elements; `process` is the process itself."""
    root = etree.fromstring(xml)
    for name, text in extensions.items():
        element = next(one for one in root.iter() if isinstance(one.tag, str) and one.get("id") == name)
        holder = element.find(f"{BPMN}extensionElements")
        if holder is None:
            holder = etree.Element(f"{BPMN}extensionElements")
            element.insert(0, holder)
        wrapped = etree.fromstring(f'<x xmlns:lingqu="{LINGQU}">{text}</x>')
        holder.extend(list(wrapped))
    return etree.tostring(root)


class Office:
    def __init__(self, database, *, hire: bool = True) -> None:
        self.time = NOON
        self.db = database
        self.runtime = Runtime(database, clock=lambda: self.time)
        self.desk = Desk(self.runtime, zone="Asia/Shanghai")
        self.runtime.begin()
        if hire:
            self.write(self._hire)

    def write(self, run):
        return self.runtime.writer.call(RowWork(run=run))

    def _hire(self, tx) -> None:
        c = tx.c
        for login, department in PEOPLE.items():
            people.add(c, "", Person(login=login, name=login.capitalize(), department=department), 0)
        for name, head in (("all", "gus"), ("sales", "hana"), ("finance", "fei")):
            parent = "" if name == "all" else "all"
            organisation.put_department(c, "", Department(id=name, name=name, parent=parent, head=head))
        organisation.put_group(c, "", Group(id="finance", name="Finance"), ["fei", "fan"])
        organisation.give_role(c, "", "admin", "eve")

    # ---- what is deployed and started

    def deploy(self, drawing: str, *, forms=(), process: str = "process", **extensions: str) -> None:
        files = [("process.bpmn", extended(draw_xml(drawing, process), **extensions))]
        files += [(f"{form['id']}.form", json.dumps(form).encode()) for form in forms]
        self.runtime.deploy(files)

    def start(self, by: str = "sam", process: str = "process", **variables) -> int:
        started = starting.start(self.runtime, self.desk.drawings, self.who(by), process, variables)
        self.settle()
        return started.instance

    def settle(self) -> None:
        """Let everything that follows a commit be done."""
        for _ in range(50):
            self.runtime.writer.call(RowWork(run=lambda tx: None))  # the hooks of earlier commits have run by then
            if self.desk.attendant.idle:
                return
            self.desk.attendant.attend_all()
        raise AssertionError("the office never comes to rest")

    def passes(self, hours: int) -> None:
        """Time goes by, and what is due happens."""
        self.time += hours * HOUR
        for _ in range(20):
            self.runtime._timers.fire_due()
            self.settle()

    # ---- who

    def who(self, login: str) -> Viewer:
        with self.db.reading() as c:
            return viewer(c, "", login)

    def leaves(self, login: str) -> None:
        def run(tx):
            found = people.person(tx.c, "", login)
            people.change(tx.c, "", Person(login=login, name=found.name, department=found.department, active=False))

        self.write(run)

    def returns(self, login: str) -> None:
        def run(tx):
            found = people.person(tx.c, "", login)
            people.change(tx.c, "", Person(login=login, name=found.name, department=found.department))

        self.write(run)

    def delegates(self, giver: str, taker: str, first: str = "2026-10-01", last: str = "2026-10-31") -> None:
        self.write(
            lambda tx: delegations.add(
                tx.c, "", Delegation(id=tx.new_key(), giver=giver, taker=taker, first=first, last=last), 0
            )
        )

    # ---- what they see and do

    def list(self, login: str, box: str = "todo", **more):
        with self.db.reading() as c:
            return inbox.tasks(c, self.desk.drawings, self.who(login), box, **more)

    def todo(self, login: str) -> list[str]:
        return [row.name for row in self.list(login).items]

    def task(self, login: str) -> int:
        """The key of the newest task that waits for this person."""
        return self.list(login).items[0].key

    def page(self, login: str, key: int, language: str = "en"):
        with self.db.reading() as c:
            return task_page.task(c, self.desk.drawings, self.who(login), key, language)

    def does(self, login: str, verb: str, key: int | None = None, *args, **more):
        """A verb of the desk on a task (the person's newest), and everything that follows."""
        key = key if key is not None else self.task(login)
        done = getattr(self.desk, verb)(self.who(login), key, *args, **more)
        self.settle()
        return done

    def story(self, login: str, key: int, language: str = "en") -> list[str]:
        return [entry.text for entry in self.page(login, key, language).timeline]

    def variables(self, instance: int) -> dict:
        with self.db.reading() as c:
            rows = c.rows("SELECT name, value FROM variable WHERE instance = ? AND scope = 0", (instance,))
        return {name: json.loads(value) for name, value in rows}

    def status(self, instance: int) -> int:
        with self.db.reading() as c:
            return c.row("SELECT status FROM instance WHERE key = ?", (instance,))[0]

    def rows(self, sql: str, *params):
        with self.db.reading() as c:
            return c.rows(sql, params)


@contextmanager
def office(database) -> Iterator[Office]:
    opened = Office(database)
    try:
        yield opened
    finally:
        opened.runtime.stop()
