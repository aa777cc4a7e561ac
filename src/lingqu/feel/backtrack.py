"""Patterns with back-references, which no linear engine can match: a small backtracking machine that pays fuel.

A pattern becomes a program for a machine with an explicit stack, so neither time nor recursion is without bound.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from lingqu.feel.charsets import CharSet
from lingqu.feel.state import Exhausted, State
from lingqu.feel.xpath import BadPattern, Flags, Reader

MAX_PROGRAM = 5_000  # instructions
MAX_GROUPS = 20
MAX_STACK = 50_000  # places to come back to

Spans = tuple[int, ...]  # start and end of each group, -1 where it took no part; group 0 is the whole match


class Step(msgspec.Struct, array_like=True):
    """One instruction. `split` tries x, then y; `jump` goes to x; `save` notes a place; `back` repeats group x."""

    kind: str
    x: int = 0
    y: int = 0
    spans: tuple[tuple[int, int], ...] = ()


class Backtracking:
    """A compiled pattern; the same verbs as `patterns.Pattern`."""

    def __init__(self, pattern: str, flags: Flags) -> None:
        builder = _Builder(pattern, flags)
        self.program = builder.build()
        self.groups = builder.groups
        self.size = len(self.program)
        self.flags = flags

    def found_in(self, s: State, text: str) -> bool:
        return any(True for _ in self.matches(s, text))

    def matches(self, s: State, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Each match from the left: start, end, the texts of the groups."""
        start = 0
        while start <= len(text):
            found = self._match(s, text, start)
            if found is None:
                start += 1
                continue
            groups = tuple(text[a:b] if a >= 0 else "" for a, b in zip(found[::2], found[1::2], strict=True))
            yield found[0], found[1], ("", *groups[1:])
            start = found[1] if found[1] > start else start + 1

    def matches_nothing(self) -> bool:
        return self._match(State(), "", 0) is not None

    def _match(self, s: State, text: str, start: int) -> Spans | None:
        """The match that begins at a place, or None. Raises Exhausted."""
        program, ignore_case = self.program, self.flags.ignore_case
        stack: list[tuple[int, int, Spans]] = [(0, start, (start,) + (-1,) * (2 * self.groups + 1))]
        while stack:
            counter, at, spans = stack.pop()
            while True:
                s.spend(1)
                step = program[counter]
                counter += 1
                if step.kind == "mark":
                    if at >= len(text) or not _holds(step, ord(text[at])):
                        break
                    at += 1
                elif step.kind == "split":
                    stack.append((step.y, at, spans))
                    if len(stack) > MAX_STACK:
                        raise Exhausted
                    counter = step.x
                elif step.kind == "jump":
                    counter = step.x
                elif step.kind == "save":
                    spans = (*spans[: step.x], at, *spans[step.x + 1 :])
                elif step.kind == "moved":  # a repeat whose last turn matched nothing ends
                    if spans[step.x] == at:
                        break
                elif step.kind == "back":
                    said = text[spans[2 * step.x] : spans[2 * step.x + 1]] if spans[2 * step.x + 1] >= 0 else ""
                    here = text[at : at + len(said)]
                    if here != said and not (ignore_case and here.casefold() == said.casefold()):
                        break
                    at += len(said)
                elif step.kind == "begin":
                    if at and not (self.flags.many_lines and text[at - 1] == "\n"):
                        break
                elif step.kind == "end":
                    if at < len(text) and not (self.flags.many_lines and text[at] == "\n"):
                        break
                else:
                    return (spans[0], at, *spans[2:])
        return None


def _holds(step: Step, code: int) -> bool:
    return any(low <= code <= high for low, high in step.spans)


class _Builder(Reader):
    """Reads a pattern and writes the machine's program."""

    def __init__(self, text: str, flags: Flags) -> None:
        super().__init__(text, flags)
        self.closed: set[int] = set()

    def build(self) -> list[Step]:
        program = self._choice(0)
        if self.at < len(self.text):
            raise BadPattern("a ) closes nothing")
        if self.groups > MAX_GROUPS:
            raise BadPattern(f"it has more than {MAX_GROUPS} groups")
        return [*program, Step("match")]

    def _choice(self, depth: int) -> list[Step]:
        """`a|b|c`, as a program whose jumps are relative to its own beginning."""
        if depth > MAX_GROUPS * 2:
            raise BadPattern("its groups are nested too deeply")
        branches = [self._sequence(depth)]
        while self.text.startswith("|", self.at):
            self.at += 1
            branches.append(self._sequence(depth))
        program = branches[-1]
        for branch in reversed(branches[:-1]):
            size = len(branch)
            program = [
                Step("split", 1, size + 2),
                *_moved(branch, 1),
                Step("jump", size + 2 + len(program)),
                *_moved(program, size + 2),
            ]
        return self._bounded(program)

    def _sequence(self, depth: int) -> list[Step]:
        program: list[Step] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            part = self._repeated(self._part(depth))
            program += _moved(part, len(program))
            self._bounded(program)
        return program

    def _part(self, depth: int) -> list[Step]:
        mark = self.text[self.at]
        if mark == "(":
            return self._grouped(depth)
        if mark == "\\" and self.text[self.at + 1 : self.at + 2].isdigit():
            return [Step("back", self._reference())]
        if mark in "^$":
            self.at += 1
            return [Step("begin" if mark == "^" else "end")]
        if mark in "?*+{}]":
            raise BadPattern(f"'{mark}' must be written '\\{mark}'")
        if mark == "[":
            found = self.class_set(0)
        elif mark == "\\":
            found = self.escaped()
        else:
            self.at += 1
            lines = CharSet() if self.dot_all else CharSet(((10, 10), (13, 13)))
            found = lines.inverted() if mark == "." else self.characters(mark, mark)
        return [Step("mark", spans=found.plain())]

    def _grouped(self, depth: int) -> list[Step]:
        self.at += 1
        number = 0
        if self.text.startswith("?", self.at):
            if not self.text.startswith("?:", self.at):
                raise BadPattern("(? is followed by : only")
            self.at += 2
        else:
            self.groups += 1
            number = self.groups
        inner = self._choice(depth + 1)
        if not self.text.startswith(")", self.at):
            raise BadPattern("a ( is not closed")
        self.at += 1
        if not number:
            return inner
        self.closed.add(number)
        return [Step("save", 2 * number), *_moved(inner, 1), Step("save", 2 * number + 1)]

    def _reference(self) -> int:
        r"""The number of the group that `\1` repeats; more digits belong to it only if there is such a group."""
        end = self.at + 2
        while self.text[end : end + 1].isdigit() and int(self.text[self.at + 1 : end + 1]) <= self.groups:
            end += 1
        number = int(self.text[self.at + 1 : end])
        if number not in self.closed:
            raise BadPattern(f"\\{number} stands before the end of group {number}")
        self.at = end
        return number

    def _repeated(self, part: list[Step]) -> list[Step]:
        mark = self.text[self.at : self.at + 1]
        if not mark or mark not in "?*+{":
            return part
        if mark == "{":
            least, comma, most = self.repeat()[1:-1].partition(",")
            low, high = int(least), int(most) if most else None if comma else int(least)
        else:
            self.at += 1
            low, high = {"?": (0, 1), "*": (0, None), "+": (1, None)}[mark]
        lazy = self.text.startswith("?", self.at)
        self.at += lazy
        if len(part) * (low if high is None else high) > MAX_PROGRAM:
            raise BadPattern("it repeats too much")
        program: list[Step] = []
        for _ in range(low):
            program += _moved(part, len(program))
        if high is None:
            loop = _loop(part, lazy=lazy)
            return self._bounded([*program, *_moved(loop, len(program))])
        for _ in range(high - low):  # each turn may be the last
            turn = [_split(1, len(part) + 1, lazy=lazy), *_moved(part, 1)]
            program += _moved(turn, len(program))
        return self._bounded(program)

    def _bounded(self, program: list[Step]) -> list[Step]:
        if len(program) > MAX_PROGRAM:
            raise BadPattern("it is too large")
        return program


def _split(first: int, second: int, *, lazy: bool) -> Step:
    return Step("split", second, first) if lazy else Step("split", first, second)


def _loop(part: list[Step], *, lazy: bool) -> list[Step]:
    """Any number of turns. Place 1 of the spans, which the match itself needs only at its end, holds a turn's start."""
    size = len(part)
    return [
        _split(1, size + 4, lazy=lazy),
        Step("save", 1),
        *_moved(part, 2),
        Step("moved", 1),
        Step("jump", 0),
    ]


def _moved(program: list[Step], by: int) -> list[Step]:
    """The program for a place further on."""
    return [Step(step.kind, step.x + by, step.y + by) if step.kind in ("split", "jump") else step for step in program]
