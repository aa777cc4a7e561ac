"""Random drawings, mostly unsound: any node may lead to any other. Small, so that all their markings can be visited."""

from __future__ import annotations

from random import Random

_KINDS = ("service", "user", "xor", "xor", "and", "and", "or", "or", "timer PT1H", "message m", "scope")


def wild(chance: Random, *, size: int = 5, depth: int = 1, decided: bool = False) -> str:
    """A drawing as text (see tests/drawing.py). `decided`: gateways choose by variables v1, v2, …, each for one
    flow, and in every container somebody acts first.
    """
    return "\n".join(_Wild(chance, decided=decided).content(size, depth))


class _Wild:
    def __init__(self, chance: Random, *, decided: bool) -> None:
        self.chance = chance
        self.decided = decided
        self.count = 0
        self.variables = 0

    def name(self) -> str:
        self.count += 1
        return f"n{self.count}"

    def content(self, size: int, depth: int, begin: str = "start", inside: str = "") -> list[str]:
        """The lines of one container: declarations, then flows."""
        chance = self.chance
        lines: list[str] = []
        nodes: list[str] = []
        hosts: list[str] = []
        for _ in range(chance.randint(1, size)):
            kind = chance.choice(_KINDS if depth else _KINDS[:-1])
            name = self.name()
            nodes.append(name)
            if kind == "scope":
                ends = chance.choice(["", "error E", "escalation X", ""])
                lines += [f"{name}[scope] {{", *self.content(3, depth - 1, inside=ends), "}"]
                hosts.append(name)
                if ends:
                    lines += self.boundary(name, nodes, ends)
            else:
                lines.append(f"{name}[{kind}]")
                if kind in ("service", "user"):
                    hosts.append(name)
        if depth and chance.random() < 0.3:
            start = chance.choice(["start message e", "start? timer PT1H", "start error E"])
            lines += [f"{self.name()}[event-scope] {{", *self.content(2, 0, f"{self.name()}[{start}]"), "}"]
        ends = ["end", "end"]
        if chance.random() < 0.3:
            lines.append(f"{(stop := self.name())}[terminate]")
            ends.append(stop)
        if inside:
            lines.append(f"{(stop := self.name())}[end {inside}]")
            ends.append(stop)
        if chance.random() < 0.4 and hosts:
            host = chance.choice(hosts)
            events = ["timer PT1H", "message b", *(["error E"] if f"{host}[user]" not in lines else [])]
            lines += self.boundary(host, nodes, chance.choice(events))
        if begin != "start":
            lines.append(begin)
            begin = begin.partition("[")[0]
        if self.decided:  # so that something can happen before everything is over
            lines += [f"{(first := self.name())}[user]", f"{begin} -> {first}"]
            begin = first
        for source in [begin, *nodes]:
            targets = [chance.choice([*nodes, *nodes, *ends]) for _ in range(chance.choice([1, 1, 1, 2]))]
            lines += [
                f"{source} {arrow} {target}"
                for arrow, target in zip(self.arrows(source, lines, targets), targets, strict=True)
            ]
        return lines

    def arrows(self, source: str, lines: list[str], targets: list[str]) -> list[str]:
        """What stands on each flow out of a node: a variable on the first of two behind a gateway that chooses."""
        if not self.decided or len(targets) == 1 or not {f"{source}[xor]", f"{source}[or]"} & set(lines):
            return ["->"] * len(targets)
        self.variables += 1
        return [f"-(v{self.variables})->", "-(default)->"]

    def boundary(self, host: str, nodes: list[str], event: str) -> list[str]:
        quiet = "?" if self.chance.random() < 0.3 and not event.startswith("error") else ""
        return [f"{host} ~({quiet}{event})~> {self.chance.choice([*nodes, 'end'])}"]
