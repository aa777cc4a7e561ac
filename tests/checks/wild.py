"""Random drawings, mostly unsound: any node may lead to any other. Small, so that all their markings can be visited."""

from __future__ import annotations

from random import Random

_KINDS = ("service", "user", "xor", "xor", "and", "and", "or", "or", "timer PT1H", "message m", "scope")


def wild(chance: Random, *, size: int = 5, depth: int = 1) -> str:
    """A drawing as text (see tests/drawing.py)."""
    return "\n".join(_Wild(chance).content(size, depth))


class _Wild:
    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.count = 0

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
            lines += self.boundary(chance.choice(hosts), nodes, chance.choice(["timer PT1H", "message b", "error E"]))
        if begin != "start":
            lines.append(begin)
            begin = begin.partition("[")[0]
        for source in [begin, *nodes]:
            for _ in range(chance.choice([1, 1, 1, 2])):
                lines.append(f"{source} -> {chance.choice([*nodes, *nodes, *ends])}")
        return lines

    def boundary(self, host: str, nodes: list[str], event: str) -> list[str]:
        quiet = "?" if self.chance.random() < 0.3 and not event.startswith("error") else ""
        return [f"{host} ~({quiet}{event})~> {self.chance.choice([*nodes, 'end'])}"]
