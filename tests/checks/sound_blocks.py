"""Random block-structured drawings: whatever is opened is closed by its own kind, so they are sound by construction."""

from __future__ import annotations

from random import Random

_LEAVES = ("service", "user", "task", "timer PT1H", "message m", "throw signal s")
_BLOCKS = ("seq", "seq", "and", "xor", "or", "loop", "scope", "timed", "caught", "race", "heard", "link")


class Blocks:
    """A drawing as text (see tests/drawing.py)."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.count = 0
        self.lines: list[str] = []

    def draw(self, depth: int) -> str:
        self.body(depth)
        return "\n".join(self.lines)

    def body(self, depth: int) -> None:
        """Everything from a start to an end."""
        start, end = self.node("start"), self.node("end")
        self.lines.append(f"{self.block(depth, start)} -> {end}")

    def node(self, kind: str) -> str:
        self.count += 1
        name = f"n{self.count}"
        self.lines.append(f"{name}[{kind}]")
        return name

    def after(self, before: str, kind: str) -> str:
        name = self.node(kind)
        self.lines.append(f"{before} -> {name}")
        return name

    def block(self, depth: int, before: str) -> str:
        """A block behind `before`; answers what it ends with."""
        kind = self.chance.choice(_BLOCKS) if depth else "leaf"
        if kind == "leaf":
            return self.after(before, self.chance.choice(_LEAVES))
        return getattr(self, f"_{kind}")(depth - 1, before)

    def _seq(self, depth: int, before: str) -> str:
        for _ in range(self.chance.randint(1, 3)):
            before = self.block(depth, before)
        return before

    def _gates(self, depth: int, before: str, kind: str) -> str:
        split, join = self.after(before, kind), self.node(kind)
        for _ in range(self.chance.randint(2, 3)):
            self.lines.append(f"{self.block(depth, split)} -> {join}")
        return join

    def _and(self, depth: int, before: str) -> str:
        return self._gates(depth, before, "and")

    def _xor(self, depth: int, before: str) -> str:
        return self._gates(depth, before, "xor")

    def _or(self, depth: int, before: str) -> str:
        return self._gates(depth, before, "or")

    def _loop(self, depth: int, before: str) -> str:
        again = self.after(before, "xor")
        last = self.after(self.block(depth, again), "xor")
        self.lines.append(f"{last} -> {again}")
        return last

    def _scope(self, depth: int, before: str) -> str:
        self.count += 1
        name = f"n{self.count}"
        self.lines.append(f"{name}[scope] {{")
        self.body(depth)
        self.lines += ["}", f"{before} -> {name}"]
        return name

    def _timed(self, depth: int, before: str) -> str:
        """A sub-process that may be cut short."""
        name = self._scope(depth, before)
        after = self.after(name, "xor")
        self.lines.append(f"{name} ~(timer PT1H)~> {after}")
        return after

    def _caught(self, depth: int, before: str) -> str:
        """A sub-process that may end with an error in its last part."""
        self.count += 1
        name = f"n{self.count}"
        self.lines.append(f"{name}[scope] {{")
        start, end, fails = self.node("start"), self.node("end"), self.node("end error E")
        choice = self.after(self.block(depth, start), "xor")
        self.lines += [f"{choice} -> {end}", f"{choice} -> {fails}", "}", f"{before} -> {name}"]
        after = self.after(name, "xor")
        self.lines.append(f"{name} ~(error E)~> {after}")
        return after

    def _race(self, depth: int, before: str) -> str:
        gate, join = self.after(before, "event-gateway"), self.node("xor")
        for event in ("timer PT1H", "message m"):
            self.lines.append(f"{self.block(depth, self.after(gate, event))} -> {join}")
        return join

    def _heard(self, depth: int, before: str) -> str:
        """A sub-process with an event sub-process beside its work."""
        self.count += 1
        name = f"n{self.count}"
        self.lines.append(f"{name}[scope] {{")
        self.body(depth)
        self.count += 1
        self.lines.append(f"n{self.count}[event-scope] {{")
        start, end = self.node(self.chance.choice(["start message e", "start? timer PT1H"])), self.node("end")
        self.lines += [f"{self.block(0, start)} -> {end}", "}", "}", f"{before} -> {name}"]
        return name

    def _link(self, depth: int, before: str) -> str:
        there = self.block(depth, before)
        link = f"link l{self.count}"
        self.after(there, f"throw {link}")
        return self.node(f"catch {link}")
