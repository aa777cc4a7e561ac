"""Random processes as drawings: blocks of every kind within one another, and knots that are no blocks at all."""

from __future__ import annotations

from itertools import count
from random import Random

_WAITING = ["user", "user", "service", "service", "receive", "timer PT1H", "message m", "signal s"]
_PASSING = ["task", "manual", "throw", "throw signal s", "throw escalation E", "throw escalation F"]
_DISCRIMINATOR = "[complex]{when='=activationCount >= 1'}"
_RUNS = [
    "{count=2}",
    "{count=0}",
    "{mi-sequential=[1,2,3]}",
    "{mi-sequential=[]}",
    "{mi=[1,2,3] until='=numberOfCompletedInstances > 1'}",
    "{most=2}",
    "{while='=loopCounter < 3'}",
    "{while='=loopCounter < 2' test-before=true}",
]
_EVENTS = ["timer PT1H", "message m", "signal s", "condition =go > 1", "error E", "error", "escalation E", "escalation"]
_QUIET = ["timer R2/PT1H", "timer R/PT1H", "message m", "signal s", "condition =go > 1", "escalation E", "escalation"]


class Drawer:
    """Draws one random process; `lines` is the drawing."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names = (f"n{number}" for number in count())
        self.left = random.randint(3, 14)  # blocks that may still be drawn

    def process(self) -> str:
        return "\n".join(self.content(self.random.randint(1, 3), handlers=True, whole=True))

    def content(self, depth: int, *, handlers: bool, whole: bool = False) -> list[str]:
        """The lines of a scope."""
        lines: list[str] = []
        if not whole and self.random.random() < 0.15:
            return self.unbegun(lines, depth)
        before = "start"
        for _ in range(self.random.randint(1, 3)):
            before = self.block(lines, before, depth)
        end = self.random.choice(["end"] * 6 + ["terminate", "end error E", "end escalation E", "end signal s"])
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
            event = event.replace("signal s", "signal q")  # nobody throws q: what hears itself would never rest
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
        ]
        kind = self.random.choice(kinds)
        return getattr(self, kind)(lines, before, depth, condition)

    def leaf(self, lines: list[str], before: str, _: int, condition: str = "") -> str:
        kind = self.random.choice([*_WAITING, *_PASSING])
        name = self.name()
        many = kind in ("user", "service", "task", "receive") and self.random.random() < 0.2
        options = self.random.choice(_RUNS) if many else ""
        if kind in ("user", "task", "service") and not many and self.random.random() < 0.06:
            options = self.random.choice(["{gives=2}", "{gives=2}", "{needs=2}"])
        self.edge(lines, before, f"{name}[{kind}]{options}", condition)
        if kind in ("user", "service", "receive") and self.random.random() < 0.35:
            return self.bordered(lines, name)
        return name

    def bordered(self, lines: list[str], name: str) -> str:
        """A boundary event on what was drawn last."""
        quiet = self.random.random() < 0.5
        event = self.random.choice(_QUIET if quiet else _EVENTS)
        if quiet:
            lines.append(f"{name} ~(?{event})~> {self.name()}[{self.random.choice(['user', 'task'])}] -> end")
            return name
        after = self.name()
        lines += [f"{name} -> {after}[xor]", f"{name} ~({event})~> {after}"]
        return after

    def fork(self, lines: list[str], before: str, depth: int, condition: str) -> str:
        kind = self.random.choice(["and", "xor", "or", "or"])
        split = "complex" if kind == "or" and self.random.random() < 0.3 else kind
        fork = self.edge(lines, before, f"{self.name()}[{split}]", condition)
        join, ways = self.name(), self.random.randint(2, 3)
        usual = f"[{kind}]"
        made = join + self.random.choice([usual, usual, usual, usual, "[xor]", "[or]", _DISCRIMINATOR])
        for number in range(ways):
            wanted = "" if kind == "and" else "default" if number == ways - 1 else f"go >= {number}"
            self.edge(lines, self.block(lines, fork, depth - 1, wanted), made)
            made = join
        return join

    def race(self, lines: list[str], before: str, depth: int, condition: str) -> str:
        gate = self.edge(lines, before, f"{self.name()}[event-gateway]", condition)
        join = self.name()
        made = f"{join}[xor]"
        for event in self.random.sample(["timer PT2H", "message m", "signal s", "receive", "condition =go > 1"], 2):
            first = self.edge(lines, gate, f"{self.name()}[{event}]")
            self.edge(lines, self.block(lines, first, depth - 1), made)
            made = join
        return join

    def loop(self, lines: list[str], before: str, depth: int, condition: str) -> str:
        entry = self.edge(lines, before, f"{self.name()}[xor]", condition)
        tries = self.name()
        counted = f"{tries}[script]{{expression='=if {tries} = null then 1 else {tries} + 1' result={tries}}}"
        self.edge(lines, self.block(lines, entry, depth - 1), counted)
        gate = self.edge(lines, tries, f"{self.name()}[xor]")
        self.edge(lines, gate, entry, f"{tries} < 2")
        return self.edge(lines, gate, f"{self.name()}[task]", "default")

    def scope(self, lines: list[str], before: str, depth: int, condition: str, options: str = "") -> str:
        name = self.name()
        self.edge(lines, before, f"{name}[scope]{options}", condition)
        lines += [f"{name} {{", *self.content(depth - 1, handlers=True), "}"]
        return self.bordered(lines, name) if self.random.random() < 0.5 else name

    def many(self, lines: list[str], before: str, depth: int, condition: str) -> str:
        options = self.random.choice([one for one in _RUNS if "0" not in one and "[]" not in one])
        return self.scope(lines, before, depth, condition, options)

    def undone(self, lines: list[str], before: str, depth: int, condition: str) -> str:
        """Something that can be compensated, and a throw event that does it."""
        if self.random.random() < 0.5:
            done = self.edge(
                lines, before, self.name() + self.random.choice(["[user]", "[service]{count=2}"]), condition
            )
        else:
            done = self.name()
            self.edge(lines, before, f"{done}[scope]", condition)
            lines += [f"{done} {{", *self.content(depth - 1, handlers=False)]
            if self.random.random() < 0.3:
                lines += [
                    f"{self.name()}[event-scope] {{",
                    f"start[start compensation] -> {self.name()}[user] -> end",
                    "}",
                ]
            lines.append("}")
        lines.append(f"{done} ~(compensation)~> {self.name()}[{self.random.choice(['user', 'service', 'task'])}]")
        between = self.block(lines, done, depth - 1)
        wanted = self.random.choice(["", f" {done}"])
        if self.random.random() < 0.8:
            return self.edge(lines, between, f"{self.name()}[throw compensation{wanted}]")
        return between

    def deal(self, lines: list[str], before: str, depth: int, condition: str) -> str:
        """A transaction that is cancelled if `go` is 1."""
        name, part, sure = self.name(), self.name(), self.name()
        self.edge(lines, before, f"{name}[transaction]", condition)
        lines += [f"{name} {{", f"start -> {part}[user]", f"{part} ~(compensation)~> {self.name()}[service]"]
        behind = self.block(lines, part, depth - 1)
        lines += [f"{behind} -> {sure}[xor] -(go = 1)-> {self.name()}[end cancel]", f"{sure} -(default)-> end", "}"]
        after = self.name()
        lines += [f"{name} -> {after}[xor]", f"{name} ~(cancel)~> {after}"]
        return after

    def link(self, lines: list[str], before: str, depth: int, condition: str) -> str:
        link = self.name()
        self.edge(lines, before, f"{self.name()}[throw link {link}]", condition)
        there = self.name()
        lines.append(f"{there}[link {link}] -> {self.name()}[task]")
        return self.edge(lines, there, f"{self.name()}[task]") if depth > 1 else there

    def wild(self, lines: list[str], before: str, _: int, condition: str) -> str:
        """Nodes with flows forward from any to any: splits that nobody joins, joins that wait for ever."""
        size = self.random.randint(3, 7)
        names = [self.name() for _ in range(size)]
        kinds = [self.random.choice(["task", "user", "xor", "and", "or", "or"]) for _ in names]
        self.edge(lines, before, f"{names[0]}[{kinds[0]}]", condition)
        lines += [f"{name}[{kind}]" for name, kind in zip(names[1:], kinds[1:], strict=True)]
        for at, (name, kind) in enumerate(zip(names[:-1], kinds, strict=False)):
            targets = self.random.sample(range(at + 1, size), min(size - at - 1, self.random.choice([1, 1, 2, 2, 3])))
            for number, target in enumerate(targets):
                last = number == len(targets) - 1
                wanted = ""
                if kind in ("xor", "or") and len(targets) > 1:
                    wanted = "default" if last else f"go >= {number}"
                self.edge(lines, name, names[target], wanted)
            if kind == "user" and at > 0 and self.random.random() < 0.15:
                self.edge(lines, name, names[self.random.randint(0, at - 1)])
        return names[-1]


def process(seed: int) -> str:
    """The random process of a seed."""
    return Drawer(Random(seed)).process()  # noqa: S311 - for tests
