"""The engine does what a naive reading of the standard does, on any process, on any path, whatever crashes between.

A difference is told with the seed, the drawing, the path and the story: `LINGQU_SEED=n pytest tests/reference` looks at
the processes from seed n on, and the soak does so with a seed of the day.
"""

from __future__ import annotations

import os
import time

import pytest

from drawing import draw_xml
from lingqu.engine.unsupported import unsupported
from lingqu.model.bpmn import read
from reference.processes import processes
from reference.race import run

_PATHS = 5  # through each process
_GIVEN = os.environ.get("LINGQU_SEED", "0")
_FIRST = int(time.time()) if _GIVEN == "random" else int(_GIVEN) if _GIVEN.isdigit() else 0


def race(seeds: range) -> int:
    """Paths through the processes of these seeds; answers how many steps they had."""
    steps = 0
    for seed in seeds:
        texts = processes(seed)
        xmls = {name: draw_xml(text, name) for name, text in texts.items()}
        for name, xml in xmls.items():
            assert not unsupported(read(xml)), texts[name]
        for path in range(_PATHS):
            try:
                steps += run(texts, seed * 1000 + path, xmls=xmls)
            except AssertionError as different:
                raise AssertionError(f"LINGQU_SEED={seed}, path {path}\n{different}") from different
    return steps


@pytest.mark.parametrize("part", range(8))
def test_engine_and_reference_see_the_same_on_2000_paths(part):
    assert race(range(_FIRST + part * 50, _FIRST + part * 50 + 50)) > 0


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_engine_and_reference_see_the_same_on_100_000_paths(capsys):
    with capsys.disabled():
        print(f"\nLINGQU_SEED={_FIRST}: 20,000 processes, {_PATHS} paths each")  # noqa: T201

    assert race(range(_FIRST, _FIRST + 100_000 // _PATHS)) > 100_000


def test_the_random_processes_hold_every_kind():
    """What the generator never draws is never compared."""
    drawn = "\n".join(text for seed in range(_FIRST, _FIRST + 400) for text in processes(seed).values())

    for kind in (
        "user", "service", "script", "manual", "receive", "xor", "and", "or", "complex", "event-gateway", "scope", "event-scope",
        "transaction", "timer", "message", "signal", "terminate", "end error", "end escalation", "throw signal",
        "throw escalation", "throw compensation", "throw link", "link", "end cancel", "start? ", "condition", "complex]{when",
        "start message new", "start signal new", "throw signal s | compensation", "end signal s | cancel", "end compensation",
        "call", "throw message", "end message", "message m & signal s", "message m | timer", "ad-hoc",
    ):  # fmt: skip
        assert f"[{kind}" in drawn or f"({kind}" in drawn, kind
    for option in (
        "count=",
        "needs=",
        "gives=",
        "mi=",
        "mi-sequential=",
        "most=",
        "while=",
        "until=",
        "test-before",
        "in.",
        "out.",
        "out-item=",
        "inherit=",
        "active=",
        "ordering=",
        "cancel=",
        "collect=",
        "message-key=",
        "message-id=",
        "ttl=",
    ):
        assert option in drawn, option
