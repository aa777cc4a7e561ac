"""Scopes of a random process: sub-processes, loops of them, transactions, compensation, calls, ad-hoc sub-processes."""

from __future__ import annotations

RUNS = [
    "{count=2}",
    "{count=0}",
    "{mi-sequential=[1,2,3]}",
    "{mi-sequential=[]}",
    "{mi=[1,2,3] until='=numberOfCompletedInstances > 1'}",
    "{mi=[1,2] out=results out-item==item}",
    "{mi-sequential=[1,2] out=results out-item==own}",
    "{most=2}",
    "{while='=loopCounter < 3'}",
    "{while='=loopCounter < 2' test-before=true}",
]
MAPPINGS = ["{in.own='=go + 1'}", "{in.own='=go + 1' out.go=own}", "{in.go='=1'}", "{out.kept==go}"]
_CHOICES = [
    "",
    "active='=[{0}]'",
    "active='=[{0}]'",
    "active='=[{0}]' ordering=Sequential",
    "active='=[{0}]' until='=go > 1'",
    "active='=[{0}]' until='=go > 0' cancel=false",
]


class Scopes:
    """The part of the drawer that draws what holds other elements."""

    def scope(self, lines: list[str], before: str, depth: int, condition: str, options: str = "") -> str:
        name = self.name()
        self.edge(lines, before, f"{name}[scope]{options}", condition)
        lines += [f"{name} {{", *self.content(depth - 1, handlers=True), "}"]
        return self.bordered(lines, name) if self.random.random() < 0.5 else name

    def many(self, lines: list[str], before: str, depth: int, condition: str) -> str:
        options = self.random.choice([one for one in RUNS if "0" not in one and "[]" not in one])
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
            beside = self.random.choice(["", "", "signal s | ", "message m | ", "escalation E | "])
            return self.edge(lines, between, f"{self.name()}[throw {beside}compensation{wanted}]")
        return between

    def deal(self, lines: list[str], before: str, depth: int, condition: str) -> str:
        """A transaction that is cancelled if `go` is 1."""
        name, part, sure = self.name(), self.name(), self.name()
        self.edge(lines, before, f"{name}[transaction]", condition)
        lines += [f"{name} {{", f"start -> {part}[user]", f"{part} ~(compensation)~> {self.name()}[service]"]
        behind = self.block(lines, part, depth - 1)
        beside = self.random.choice(["", "", "signal s | ", "escalation E | "])
        off = f"{self.name()}[end {beside}cancel]"
        if self.random.random() < 0.5:
            inner = self.name()
            deep = self.random.choice(["", "{count=2}", "{most=2}"])
            lines += [f"{inner}[scope]{deep} {{", f"start -> {self.name()}[user] -> {off}", "}"]
            off = inner
        lines += [f"{behind} -> {sure}[xor] -(go = 1)-> {off}", f"{sure} -(default)-> end", "}"]
        after = self.name()
        lines += [f"{name} -> {after}[xor]", f"{name} ~(cancel)~> {after}"]
        return after

    def call(self, lines: list[str], before: str, _: int, condition: str) -> str:
        """Another process; what happens in it may be caught on the boundary."""
        name = self.name()
        mapped = self.random.choice(
            ["", "", " inherit=false in.go==go", " in.own='=go + 1'", " out.go==go", " propagate=false"]
        )
        runs = self.random.choice(["", "", "", " count=2", " most=2"])
        self.edge(lines, before, f"{name}[call]{{process=part{mapped}{runs}}}", condition)
        return self.bordered(lines, name) if self.random.random() < 0.6 else name

    def choice(self, lines: list[str], before: str, depth: int, condition: str) -> str:
        """An ad-hoc sub-process with paths of its own."""
        name, inside, firsts = self.name(), [], []
        for _ in range(self.random.randint(1, 3)):
            firsts.append(self.name())
            inside.append(f"{firsts[-1]}[{self.random.choice(['user', 'service', 'task'])}]")
            if self.random.random() < 0.5:
                self.block(inside, firsts[-1], depth - 1)
        if self.random.random() < 0.2:
            self.handler(inside, depth - 1)
        listed = ",".join(f'"{one}"' for one in firsts[: self.random.randint(1, 3)])
        options = self.random.choice(_CHOICES).replace("{0}", listed)
        if self.random.random() < 0.3:
            options += " collect=gathered collected='=go + 1'"
        self.edge(lines, before, f"{name}[ad-hoc]" + (f"{{{options}}}" if options else ""), condition)
        lines += [f"{name} {{", *inside, "}"]
        return self.bordered(lines, name) if self.random.random() < 0.5 else name
