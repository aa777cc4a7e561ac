"""Random knots: small drawings in which any node may lead to any other, with every kind of gateway and nested scopes."""

from __future__ import annotations

from random import Random

_KINDS = [
    *["user", "user", "service", "receive", "xor", "xor", "and", "and", "or", "or", "or", "complex", "complex"],
    *["event-gateway", "scope", "scope", "throw escalation X", "throw link L"],
]
_WHEN = [
    "",
    "{when='=activationCount >= 1'}",
    "{when='=activationCount >= 2'}",
    "{when='=activationCount = 2'}",
    "{when='=v'}",
]
_ENDS = ["end error E", "end escalation X", "terminate", "end escalation Y | error E"]
_BORDERS = [
    "timer PT1H",
    "message b",
    "error E",
    "error",
    "escalation X",
    "timer PT1H | error E",
    "message b & signal s",
]
_LOOPS = ["", "", "", "{count=2}", "{mi-sequential=[1,2]}", "{most=2}"]
_STARTS = ["message e", "error E", "escalation X", "timer PT1H | escalation Y"]


def knot(chance: Random) -> str:
    """A drawing as text (see tests/drawing.py)."""
    return "\n".join(_Knot(chance).content(chance.randint(2, 5), 2, []))


class _Knot:
    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.count = 0

    def name(self) -> str:
        self.count += 1
        return f"n{self.count}"

    def content(self, size: int, depth: int, extra: list[str], begin: str = "start") -> list[str]:
        """The lines of one container; `extra`: more ends that make sense in it."""
        chance, lines, nodes, ends = self.chance, list[str](), list[str](), ["end", "end"]
        for _ in range(size):
            nodes += self.node(lines, depth)
        for kind in chance.sample(_ENDS, 4):
            if chance.random() < 0.15 or kind in extra:
                lines.append(f"{(end := self.name())}[{kind}]")
                ends.append(end)
        if depth and chance.random() < 0.25:
            for _ in range(chance.choice([1, 1, 2])):
                start = chance.choice(["start ", "start? "]) + chance.choice(_STARTS)
                if "error" in start:
                    start = start.replace("?", "")
                handler = self.content(2, 0, [], f"{self.name()}[{start}]")
                lines += [f"{self.name()}[event-scope] {{", *handler, "}"]
        if begin != "start":
            lines.append(begin)
            begin = begin.partition("[")[0]
        self.wire(lines, [begin, *nodes], nodes, ends)
        return lines

    def node(self, lines: list[str], depth: int) -> list[str]:
        """Draw one node with what belongs to it; answers what flows may leave, and enter."""
        chance, name = self.chance, self.name()
        kind = chance.choice(_KINDS if depth else _KINDS[:-4])
        if kind == "event-gateway":
            first, second = self.name(), self.name()
            lines += [f"{name}[event-gateway] -> {first}[message g]", f"{name} -> {second}[timer PT1H]"]
            return [f"in:{name}", f"out:{first}", f"out:{second}"]
        if kind == "complex":
            lines.append(f"{name}[complex]{chance.choice(_WHEN)}")
            return [name]
        if kind == "scope":
            thrown = chance.choice([[], ["end error E"], ["end escalation X"]])
            lines += [
                f"{name}[scope]{chance.choice(_LOOPS)} {{",
                *self.content(chance.randint(1, 3), depth - 1, thrown),
                "}",
            ]
        elif kind == "throw link L":
            lines += [f"{name}[throw link {name}]", f"{(there := self.name())}[link {name}]"]
            return [f"in:{name}", f"out:{there}"]
        else:
            lines.append(f"{name}[{kind}]")
        if kind in ("user", "service", "scope") and chance.random() < 0.4:
            quiet = chance.choice(["", "?"])
            border = chance.choice(_BORDERS)
            lines.append(f"{name} ~({'' if 'error' in border else quiet}{border})~> {(after := self.name())}[task]")
            return [name, f"out:{after}"]
        return [name]

    def wire(self, lines: list[str], sources: list[str], nodes: list[str], ends: list[str]) -> None:
        chance = self.chance
        targets = [one.removeprefix("in:") for one in nodes if not one.startswith("out:")]
        for source in (one.removeprefix("out:") for one in sources if not one.startswith("in:")):
            number = chance.choice([1, 1, 2, 2, 3] if source != "start" else [1])
            chosen = chance.sample([*targets, *targets, *ends], min(number, len(targets) + 1))
            lines += [f"{source} -> {target}" for target in chosen]
