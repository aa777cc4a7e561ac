"""Laws of the proof over random drawings."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.sound_blocks import Blocks
from checks.wild import wild
from drawing import draw
from lingqu.checks.soundness import prove
from lingqu.checks.soundness.judge import judge
from lingqu.checks.soundness.talk import Talk
from lingqu.checks.soundness.translate import translate
from lingqu.checks.view import View
from lingqu.model.bpmn import Activity, SubProcess

_SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_CHANCES = st.integers(0, 2**32).map(Random)


def for_ever() -> bool:
    return True


@_SETTINGS
@given(_CHANCES)
def test_what_is_opened_and_closed_by_its_own_kind_is_sound(chance):
    text = Blocks(chance).draw(3)
    proof = prove(draw(text), for_ever)
    assert set(proof.verdicts.values()) == {"holds"}, text
    assert proof.problems == ()


@_SETTINGS
@given(_CHANCES)
def test_the_reduction_finds_what_all_markings_show(chance):
    text = wild(chance, size=6)
    view = View(draw(text))
    talk = Talk(view)
    net = translate(view, talk.groups()[0], talk)
    activities = [
        node.ordinal
        for node in view.nodes
        if isinstance(node, Activity) and not (isinstance(node, SubProcess) and node.triggered_by_event)
    ]
    some = judge(net, activities, for_ever)
    every = judge(net, activities, for_ever, reduced=False)
    if not every.in_time:
        return
    for name, verdict in every.verdicts.items():
        assert "undecided" in (verdict, some.verdicts[name]) or verdict == some.verdicts[name], (name, text)
    if "undecided" not in {*every.verdicts.values(), *some.verdicts.values()}:
        dead = [{one.element for one in found.findings if one.flaw == "dead"} for found in (some, every)]
        assert dead[0] == dead[1], text


@_SETTINGS
@given(_CHANCES, st.booleans())
def test_a_branch_that_is_joined_by_the_wrong_gateway_is_found(chance, parallel):
    """Forked and merged: two tokens go on. Chosen and joined: the join waits for ever."""
    split, join, broken = ("and", "xor", "safeness") if parallel else ("xor", "and", "option_to_complete")
    blocks = Blocks(chance)
    lines = [f"split[{split}]", f"join[{join}]", "start -> split", "split -> other[task] -> join -> last[task] -> end"]
    before = blocks.block(2, "split")
    text = "\n".join([*lines, *blocks.lines, f"{before} -> join"])
    assert prove(draw(text), for_ever).verdicts[broken] == "fails", text
