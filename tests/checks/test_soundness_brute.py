"""The proof agrees with brute force, verdict by verdict, and every story it tells can happen.

Brute force is the naive interpreter of tests/reference with its tokens in any order (any_order.py): no net, no
reduction. `LINGQU_SEED=n pytest tests/checks/test_soundness_brute.py` looks at the drawings from seed n on.
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from random import Random

import pytest

from checks.everything import Everything, TooMuch
from checks.knots import knot
from checks.wild import wild
from drawing import draw
from lingqu.checks.soundness import Soundness, prove
from lingqu.checks.soundness.prove import entered
from lingqu.checks.view import View
from lingqu.engine.unsupported import unsupported
from lingqu.model.bpmn import Definitions
from reference.processes import Drawer

_GIVEN = os.environ.get("LINGQU_SEED", "0")
_FIRST = int(time.time()) if _GIVEN == "random" else int(_GIVEN) if _GIVEN.isdigit() else 0
#: The proof tells runs of a loop one after the other, and has one memory for the listeners of all visits to an activity.
_TOLD_OTHERWISE = re.compile(r"count=|mi=|mi-sequential=|most=|while=|~\(\?")
_QUANTITIES = re.compile(r"gives=|needs=")
_FLAWS = {
    "soundness_deadlock": "deadlock",
    "soundness_livelock": "livelock",
    "soundness_unsafe": "unsafe",
    "soundness_improper": "improper",
}


def blocks(chance: Random) -> str:
    """A process as the reference is drawn, but smaller."""
    drawer = Drawer(chance, calls=True)
    drawer.left = chance.randint(1, 4)
    return drawer.process()


KINDS = {"blocks": blocks, "knots": knot, "wild": lambda chance: wild(chance, size=4)}


def compared(text: str, most: int) -> str:
    """How a drawing was compared: "sound", "unsound"; or why not. Raises AssertionError."""
    drawn = draw(text)
    if unsupported(drawn) or _QUANTITIES.search(text):
        return "not drawn for this"
    try:
        every = Everything(drawn, most)
    except TooMuch:
        return "too much"
    proof = prove(drawn, lambda: True)
    verdicts(drawn, every, proof, text)
    if not _TOLD_OTHERWISE.search(text) and any(one.id == "start" for one in drawn.processes[0].elements):
        stories(drawn, every, proof, text)
    return "unsound" if "fails" in proof.verdicts.values() else "sound"


def verdicts(drawn: Definitions, every: Everything, proof: Soundness, text: str) -> None:
    never = {one.id for one in entered(View(drawn), drawn.processes[0])} - every.happened
    expected = {"safeness": every.crowded}
    if not every.doubled:  # the proof counts together what is in a sub-process that runs twice at once
        expected |= {
            "option_to_complete": every.hopeless,
            "proper_completion": every.twice,
            "no_dead_activities": bool(never),
        }
    for name, fails in expected.items():
        assert proof.verdicts[name] in ("fails" if fails else "holds", "undecided"), f"{name}\n{text}"
    if "no_dead_activities" in expected and proof.verdicts["no_dead_activities"] != "undecided":
        assert {one.element for one in proof.problems if one.code == "soundness_dead"} == never, text


def stories(drawn: Definitions, every: Everything, proof: Soundness, text: str) -> None:
    for one in proof.problems:
        if one.code in _FLAWS and not (every.doubled and one.code != "soundness_unsafe"):
            story = [step.element for step in one.trace]
            assert every.follows(drawn, story, _FLAWS[one.code]), f"{one.code}: {story}\n{text}"


def look(kind: str, seeds: range, most: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for seed in seeds:
        try:
            found[compared(KINDS[kind](Random(seed)), most)] += 1  # noqa: S311 - for tests
        except AssertionError as different:
            raise AssertionError(f"LINGQU_SEED={seed}, {kind}\n{different}") from different
    return found


@pytest.mark.parametrize(("kind", "number"), [("blocks", 160), ("knots", 120), ("wild", 60)])
def test_the_proof_says_what_brute_force_sees(kind, number):
    found = look(kind, range(_FIRST, _FIRST + number), most=100)
    assert found["sound"] + found["unsound"] > number / 3, found
    assert found["sound"], found
    assert found["unsound"], found


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", KINDS)
def test_the_proof_says_what_brute_force_sees_in_thousands_of_drawings(kind):
    found = look(kind, range(_FIRST, _FIRST + 3000), most=1000)
    assert found["sound"] + found["unsound"] > 1000, found
