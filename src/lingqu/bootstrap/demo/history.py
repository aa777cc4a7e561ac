"""Some months of past, run by the real engine on a virtual clock: the monitor has something true to show.

People's habits are drawn from a seeded generator, so every demo has the same past. What is not finished when the
clock reaches today stays open, as it does in life.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from lingqu.bootstrap.house import TENANT, House
from lingqu.directory.viewer import viewer
from lingqu.engine.commands import CompleteJob
from lingqu.kernel.errors import Conflict, NotFound
from lingqu.kernel.keys import counter_of
from lingqu.kernel.values import Json, decode

HOUR = 3_600_000
DAY = 24 * HOUR
SEED = 214  # BC, when the canal was dug

_SUPPLIERS = ("华东轴承", "苏州精密量具", "宁波标准件", "深圳云图科技", "无锡液压", "常州电机")
_REQUESTERS = (("wang.min", "生产部"), ("liu.yang", "质量部"), ("chen.chen", "信息部"))
_PURPOSES = ("上海出差", "客户招待", "办公用品", "外部培训", "展会差旅")
#: Hours that somebody takes to act, as (typical, spread); the general manager is the bottleneck.
_PACE = {"zhou.ming": (30, 1.1), "chen.jie": (9, 0.8), "xu.fei": (14, 0.9)}
_USUAL = (4, 0.9)

Action = Callable[[], None]


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, start: int) -> None:
        self._at = start

    def __call__(self) -> int:
        return self._at

    def put(self, at: int) -> None:
        self._at = at


class Past:
    """Plays the past on an opened house whose clock is virtual."""

    def __init__(self, house: House, clock: Clock, today: int) -> None:
        self._house = house
        self._clock = clock
        self._today = today
        self._chance = random.Random(SEED)  # noqa: S311 - a demo's dice
        self._agenda: list[tuple[int, int, Action]] = []
        self._count = 0
        self._seen: set[int] = set()
        self._viewers: dict[str, Any] = {}

    def play(self, instances: int, days: int) -> None:
        """That many instances, begun over the last `days` days."""
        for number in range(instances):
            back = self._chance.random() ** 0.8 * days
            self._at(self._office(int(self._today - back * DAY)), self._starter(number))
        while self._agenda:
            at, _, action = heapq.heappop(self._agenda)
            if at > self._today:
                break
            self._clock.put(at)
            self._house.runtime.fire_due_timers()
            try:
                action()
            except (Conflict, NotFound):
                continue  # somebody else was quicker, or the instance is over
            self._house.desk.attendant.attend_all()
            self._look_around()
        self._clock.put(self._today)

    # ---- what begins ----

    def _starter(self, number: int) -> Action:
        kind = self._chance.choices(("purchase", "leave", "expense"), (50, 30, 20))[0]
        variables: dict[str, Json]
        if kind == "purchase":
            by, department = self._chance.choice(_REQUESTERS)
            amount = Decimal(self._chance.choice((1, 2, 4, 8, 12, 30, 90, 128))) * 1000 + number
            name = f"PO-{7000 + number}"
            order: dict[str, Json] = {
                "id": name,
                "number": name,
                "supplier": self._chance.choice(_SUPPLIERS),
                "amount": amount.quantize(Decimal("0.01")),
                "currency": "CNY",
                "department": department,
                "requester": by,
                "lines": [],
            }
            return self._start("purchase-to-payment", by, {"order": order}, name)
        by = self._chance.choice(("wang.min", "liu.yang", "chen.chen", "lin.na", "gao.jun"))
        if kind == "leave":
            days = self._chance.choice((1, 1, 2, 3, 5, 8))
            first = self._date(self._today - self._chance.randrange(1, 60) * DAY)
            leave = {"kind": self._chance.choice(("年假", "事假", "病假")), "first_day": first, "last_day": first}
            variables = {"leave": {**leave, "days": days, "reason": ""}}
            return self._start("leave-request", by, variables)
        amount = Decimal(self._chance.randrange(80, 9000)).quantize(Decimal("0.01"))
        expense = {"purpose": self._chance.choice(_PURPOSES), "amount": amount, "kind": "差旅", "detail": ""}
        return self._start("expense", by, {"expense": expense})

    def _start(self, process: str, by: str, variables: dict[str, Json], business_id: str = "") -> Action:
        def action() -> None:
            runtime = self._house.runtime
            work = runtime.start(process, variables=variables, tenant=TENANT, by=by, business_id=business_id)
            runtime.writer.call(work)

        return action

    # ---- what follows ----

    def _look_around(self) -> None:
        """Find what has newly come up and decide when somebody will do it."""
        with self._house.db.reading() as c:
            offers = c.rows(
                "SELECT t.key, o.seat, o.kind, o.who FROM offer o JOIN task t ON t.key = o.task WHERE t.state = 0"
                " UNION SELECT key, 0, 'person', assignee FROM task WHERE state = 0 AND assignee <> ''"
            )
            jobs = c.rows("SELECT key, instance FROM job WHERE ended_at IS NULL")
            waiting = c.rows(
                "SELECT key, name, correlation FROM subscription WHERE start = 0 AND name = 'payment-paid'"
            )
        for task, seat, kind, who in offers:
            if self._new(hash((task, seat, kind, who))):
                login = who if kind == "person" else self._member(who)
                typical, spread = _PACE.get(login, _USUAL)
                wait = self._chance.lognormvariate(0, spread) * typical * HOUR
                self._at(self._office(self._clock() + int(wait)), self._act(task, login))
        for job, _ in jobs:
            if self._new(job):
                self._at(self._clock() + self._chance.randrange(300, 4000), self._work(job))
        for key, name, correlation in waiting:
            if self._new(key):
                later = self._clock() + int(self._chance.uniform(4, 60) * HOUR)
                self._at(self._office(later), self._pay(name, correlation))

    def _member(self, group: str) -> str:
        return {"finance": "chen.jie", "management": "zhou.ming", "cashiers": "lin.na", "hr": "xu.fei"}[group]

    def _act(self, task: int, login: str) -> Action:
        def action() -> None:
            with self._house.db.reading() as c:
                row = c.row(
                    "SELECT e.id, t.round FROM task t JOIN element e ON e.definition = t.definition"
                    " AND e.ordinal = t.element WHERE t.key = ? AND t.state = 0",
                    (task,),
                )
                asks = self._viewers.get(login) or viewer(c, TENANT, login)
            self._viewers[login] = asks
            if row is None:
                return
            desk = self._house.desk
            if row[1] and self._chance.random() < 0.09:
                desk.reject(asks, task, opinion="请补充说明")
            elif row[1]:
                desk.approve(asks, task, opinion=self._chance.choice(("同意", "同意", "请按预算执行", "")))
            else:
                desk.complete(asks, task, self._filled(task, row[0]))

        return action

    def _filled(self, task: int, element: str) -> dict[str, Json]:
        """What somebody writes into the form of this step."""
        if element != "correct":
            return _FORMS.get(element, {})
        with self._house.db.reading() as c:
            row = c.row(
                "SELECT v.value FROM variable v JOIN task t ON t.instance = v.instance"
                " WHERE t.key = ? AND v.name = 'order'",
                (task,),
            )
        order = decode(row[0]) if row else {}
        kept = {name: order[name] for name in ("supplier", "amount") if name in order}
        return {"order": kept, "note": "已补充说明"}

    def _work(self, job: int) -> Action:
        def action() -> None:
            runtime = self._house.runtime
            result = {"payment": {"id": f"PAY-{counter_of(job):04d}"}}
            runtime.writer.call(runtime.job_command(CompleteJob(at=0, by="connector", job=job, variables=result)))

        return action

    def _pay(self, name: str, correlation: str) -> Action:
        def action() -> None:
            runtime = self._house.runtime
            runtime.writer.call(runtime.publish(name, correlation, ttl_ms=0, variables={}, tenant=TENANT))

        return action

    # ---- time ----

    def _at(self, at: int, action: Action) -> None:
        self._count += 1
        heapq.heappush(self._agenda, (at, self._count, action))

    def _new(self, mark: int) -> bool:
        if mark in self._seen:
            return False
        self._seen.add(mark)
        return True

    def _office(self, at: int) -> int:
        """The same moment, or the next one between 9 and 18 o'clock of a working day in China (UTC+8)."""
        local = at + 8 * HOUR
        day, within = divmod(local, DAY)
        if within >= 18 * HOUR:
            day, within = day + 1, 9 * HOUR + self._chance.randrange(2 * HOUR)
        elif within < 9 * HOUR:
            within = 9 * HOUR + self._chance.randrange(2 * HOUR)
        while (day + 3) % 7 >= 5:  # day 0 was a Thursday
            day += 1
        return day * DAY + within - 8 * HOUR

    def _date(self, at: int) -> str:
        return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


#: What people write into the forms of tasks without a vote, by element.
_FORMS: dict[str, dict[str, Json]] = {
    "record": {"record": {"remark": "已登记"}},
    "follow_up": {"record": {"remark": "已提醒"}},
    "pay_out": {"payment": {"voucher": "FK-2026"}},
}
