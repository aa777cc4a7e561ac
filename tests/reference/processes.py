"""Random processes as drawings: blocks of every kind within one another, and knots that are no blocks at all."""

from __future__ import annotations

from itertools import count
from random import Random

from reference.drawn_paths import Paths
from reference.drawn_scopes import MAPPINGS, RUNS, Scopes

_KEY = "=if go = null then 0 else go"
_WAITING = [
    *["user", "user", "service", "service", "receive", "timer PT1H", "message m", "signal s", "message n"],
    *[
        "message m | timer PT1H",
        "signal s | condition =go > 1",
        "message m & signal s",
        f"message m {_KEY}",
        f"message k {_KEY}",
    ],
]
_PASSING = [
    *["task", "manual", "throw", "throw signal s", "throw message m", "throw message n", "throw escalation E"],
    *["throw escalation F", "throw message m | signal s", "throw signal s | escalation E", f"throw message k {_KEY}"],
    *["throw message k", "throw message k"],
]
_LETTERS = [
    "",
    "",
    "{message-key='" + _KEY + "'}",
    "{ttl=PT1H}",
    "{message-key='" + _KEY + "' ttl=PT1H}",
    "{ttl=PT1H message-id=one}",
]
_NEW = ["throw message new", "throw signal new", f"throw message new {_KEY}"]  # they start the process `later`
_STARTS = ["message new", f"message new {_KEY}", "signal new", "message new | signal new"]
_ENDS = [
    *["end"] * 7,
    *["terminate", "end error E", "end escalation E", "end signal s", "end message m", "end message n | terminate"],
    *["end escalation F | error E", "end compensation", "end signal s | compensation", "end compensation | terminate"],
    *["end compensation | error E"],
]
_EVENTS = [
    *["timer PT1H", "message m", "signal s", "condition =go > 1", "error E", "error", "escalation E", "escalation"],
    *["message n | error E", "timer PT1H | escalation", "message m & signal s"],
]
_QUIET = [
    *["timer R2/PT1H", "timer R/PT1H", "message m", "signal s", "condition =go > 1", "escalation E", "escalation"],
    *["message n | signal s", "message m & timer PT1H", "signal s | escalation E"],
]


class Drawer(Paths, Scopes):
    """Draws one random process; `lines` is the drawing."""

    def __init__(self, random: Random, *, calls: bool) -> None:
        self.random = random
        self.calls = calls  # whether the process `part` can be called
        self.names = (f"n{number}" for number in count())
        self.left = random.randint(3, 14)  # blocks that may still be drawn

    def process(self) -> str:
        if self.random.random() < 0.06 and (unled := self.unbegun([], 2)):
            return "\n".join(unled)
        return "\n".join(self.content(self.random.randint(1, 3), handlers=True, whole=True))

    def content(self, depth: int, *, handlers: bool, whole: bool = False) -> list[str]:
        """The lines of a scope."""
        lines: list[str] = []
        if not whole and self.random.random() < 0.15:
            return self.unbegun(lines, depth)
        before = "start"
        for _ in range(self.random.randint(1, 3)):
            before = self.block(lines, before, depth)
        end = self.random.choice(_ENDS)
        self.edge(lines, before, "end" if end == "end" else f"{self.name()}[{end}]")
        if handlers and self.random.random() < 0.3:
            self.handler(lines, depth - 1)
        return lines

    def unbegun(self, lines: list[str], depth: int) -> list[str]:
        """A scope without a start event: empty, or all that nothing leads to begins."""
        for _ in range(self.random.randint(0, 2)):
            first = self.name()
            lines.append(f"{first}[{self.random.choice(['user', 'task', 'service'])}]")
            if self.random.random() < 0.5:
                self.block(lines, first, depth - 1)
        return lines

    def name(self) -> str:
        return next(self.names)

    def edge(self, lines: list[str], source: str, target: str, condition: str = "") -> str:
        lines.append(f"{source} -({condition})-> {target}" if condition else f"{source} -> {target}")
        return target.split("[", maxsplit=1)[0]

    def handler(self, lines: list[str], depth: int) -> None:
        quiet = self.random.random() < 0.5
        event = self.random.choice(_QUIET if quiet else _EVENTS)
        if quiet:
            event = event.replace("signal s", "signal q").replace("message m", "message q")
            event = event.replace("message n", "message q")  # nobody throws q: what hears itself would never rest
        inside = self.content(max(depth, 0), handlers=False, whole=True)
        inside = [
            line.replace("start -> ", f"start[start{'?' if quiet else ''} {event}] -> ", 1) for line in inside[:1]
        ] + inside[1:]
        lines += [f"{self.name()}[event-scope] {{", *inside, "}"]

    # ---- blocks ----

    def block(self, lines: list[str], before: str, depth: int, condition: str = "") -> str:
        """Draw one block behind `before`; answers where it ends."""
        self.left -= 1
        if depth <= 0 or self.left <= 0:
            return self.leaf(lines, before, depth, condition)
        kinds = [
            "leaf",
            "leaf",
            "fork",
            "fork",
            "race",
            "loop",
            "scope",
            "scope",
            "scope",
            "many",
            "wild",
            "undone",
            "deal",
            "link",
            "choice",
            *["call"] * (2 * self.calls),
        ]
        kind = self.random.choice(kinds)
        return getattr(self, kind)(lines, before, depth, condition)

    def leaf(self, lines: list[str], before: str, _: int, condition: str = "") -> str:
        kind = self.random.choice([*_WAITING, *_PASSING, *(_NEW if self.calls else [])])
        name = self.name()
        many = kind in ("user", "service", "task", "receive") and self.random.random() < 0.2
        options = self.random.choice(RUNS) if many else ""
        if kind in ("user", "task", "service") and not many and self.random.random() < 0.06:
            options = self.random.choice(["{gives=2}", "{gives=2}", "{needs=2}"])
        elif kind.startswith("throw message") and "|" not in kind:
            options = self.random.choice(_LETTERS)
        elif not many and self.random.random() < 0.15:
            options = self.random.choice(MAPPINGS)
        self.edge(lines, before, f"{name}[{kind}]{options}", condition)
        if kind in ("user", "service", "receive") and self.random.random() < 0.35:
            return self.bordered(lines, name)
        return name

    def bordered(self, lines: list[str], name: str) -> str:
        """A boundary event on what was drawn last."""
        quiet = self.random.random() < 0.5
        event = self.random.choice(_QUIET if quiet else _EVENTS)
        if quiet:
            lines.append(f"{name} ~(?{event})~> {self.name()}[{self.random.choice(['user', 'task'])}]")
            return name
        after = self.name()
        lines += [f"{name} -> {after}[xor]", f"{name} ~({event})~> {after}"]
        return after


def processes(seed: int) -> dict[str, str]:
    """The random processes of a seed: one, perhaps one that it calls, perhaps one that runs beside it."""
    random = Random(seed)  # noqa: S311 - for tests
    drawn = {"process": Drawer(random, calls=True).process()}
    if "[call]" in drawn["process"]:
        drawn["part"] = Drawer(random, calls=False).process()
    if random.random() < 0.2:
        drawn["beside"] = Drawer(random, calls=False).process()
    if " new" in drawn["process"]:
        drawn["later"] = Drawer(random, calls=False).process()
        begun = f"start[start {random.choice(_STARTS)}] -> "
        drawn["later"] = drawn["later"].replace("start -> ", begun, 1) if drawn["later"].startswith("start -> ") else ""
    return {name: text for name, text in drawn.items() if text}
