"""Ways through a random process: forks and joins, races, loops, links, and knots that are no blocks at all."""

from __future__ import annotations

_DISCRIMINATOR = "[complex]{when='=activationCount >= 1'}"


class Paths:
    """The part of the drawer that draws gateways and what is between them."""

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
