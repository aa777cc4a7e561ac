"""Brute force: every state that a small drawing can come to, and whether a story can be followed through them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checks.any_order import AnyOrder
from lingqu.model.bpmn.elements import Definitions


class TooMuch(Exception):  # noqa: N818 - no error, a reason to look elsewhere
    """More states than there is time for."""


class Everything:
    """All states that a drawing can come to, and what they say of the four properties."""

    def __init__(self, document: Definitions, most: int) -> None:
        self.most = most
        self.before: dict[Any, set[Any]] = {}
        self.crowded = self.doubled = self.twice = False
        self.happened: set[str] = set()
        todo: list[AnyOrder] = []
        for one in AnyOrder.begun(document):
            self._seen(one, None, todo)
        while todo:
            state = todo.pop()
            name = state.named()
            for one in state.following():
                self._seen(one, name, todo)

    def _seen(self, one: AnyOrder, came_from: Any, todo: list[AnyOrder]) -> None:
        name = one.named()
        self.crowded |= one.crowded
        self.doubled |= one.doubled
        self.twice |= one.twice
        self.happened |= one.happened
        if name not in self.before:
            if len(self.before) == self.most:
                raise TooMuch
            self.before[name] = set()
            todo.append(one)
        self.before[name].add(came_from)

    @property
    def hopeless(self) -> bool:
        """Whether there is a state from which the process cannot be over."""
        return len(self.hopeful) < len(self.before)

    @property
    def hopeful(self) -> set[Any]:
        """The names of the states from which the process can be over."""
        hope, todo = {"over"} & self.before.keys(), ["over"]
        while todo:
            for earlier in self.before.get(todo.pop(), ()):
                if earlier is not None and earlier not in hope:
                    hope.add(earlier)
                    todo.append(earlier)
        return hope

    def follows(self, document: Definitions, story: Sequence[str], flaw: str) -> bool:
        """Whether the elements of a story can act one after the other, and what it tells shows in the end."""
        hope = self.hopeful
        todo = [(one, len(one.told)) for one in AnyOrder.begun(document) if one.told == list(story[: len(one.told)])]
        seen: set[Any] = set()
        while todo:
            one, at = todo.pop()
            name = one.named()
            shown = {"unsafe": one.crowded, "improper": one.twice}.get(flaw, name not in hope)
            if at == len(story) and shown:
                return True
            if (name, at, one.twice) in seen:
                continue
            seen.add((name, at, one.twice))
            for following in one.following():
                to = at + len(following.told)
                if following.told == list(story[at:to]):
                    todo.append((following, to))
        return False
