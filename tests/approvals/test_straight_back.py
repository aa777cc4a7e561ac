"""Straight back 直达: after the resubmission only the one who sent it back is asked again.

Steps are user tasks with one seat each, named like their person; `visits` lets the token come to them in turn.
"""

from __future__ import annotations

from approvals.rounds import Case
from lingqu.approvals.verdict import CompleteWith
from lingqu.model.bpmn.lingqu import Approval

ELEMENTS = {"A": 3, "B": 5, "C": 7, "D": 9}


class Run(Case):
    def __init__(self) -> None:
        super().__init__()
        self.tasks = 10

    def visits(self, step: str) -> str:
        """The token comes to a step: `asked`, or `passed over`."""
        self.tasks += 1
        self.opens(Approval(), task=self.tasks, element=ELEMENTS[step])
        if self.last.verdict == CompleteWith(outcome="approved"):
            return "passed over"
        self.seats(step, task=self.tasks)
        return "asked"

    def says(self, act: str) -> None:
        self.does(act, task=self.tasks)


def sent_back_by_c(how: str) -> Run:
    run = Run()
    for step in "AB":
        run.visits(step)
        run.says(f"{step} yes")
    run.visits("C")
    run.says(f"C back {how}".strip())
    return run


def test_a_rerun_asks_everybody_again():
    run = sent_back_by_c("")
    assert [run.visits(step) for step in "AB"] == ["asked", "asked"]


def test_straight_asks_only_who_sent_it_back():
    run = sent_back_by_c("straight")
    assert [run.visits(step) for step in "ABC"] == ["passed over", "passed over", "asked"]
    reasons = [(r.decision.standing, r.decision.reason) for r in run.plane.rounds.values() if r.number == 2]
    assert reasons[:2] == [("passed", "straight"), ("passed", "straight")]


def test_after_the_arrival_the_return_is_over():
    run = sent_back_by_c("straight")
    for step in "ABC":
        run.visits(step)
    run.says("C back")
    assert [run.visits(step) for step in "AB"] == ["asked", "asked"]


def test_a_step_that_the_run_did_not_take_before_ends_the_return():
    run = sent_back_by_c("straight")
    assert [run.visits(step) for step in "AD"] == ["passed over", "asked"]
    run.says("D yes")
    assert [run.visits(step) for step in "BC"] == ["asked", "asked"]


def test_returns_nest():
    run = sent_back_by_c("straight")
    for step in "ABC":
        run.visits(step)
    run.says("C yes")
    run.visits("D")
    run.says("D back straight")
    assert [run.visits(step) for step in "ABCD"] == ["passed over", "passed over", "passed over", "asked"]


def test_the_last_return_counts():
    run = sent_back_by_c("straight")
    run.visits("A")  # passed over
    run.visits("D")
    run.says("D back")
    assert [run.visits(step) for step in "AB"] == ["asked", "asked"]


def test_what_was_rejected_in_the_meantime_is_asked_again():
    run = Run()
    run.visits("A")
    run.says("A yes")
    run.opens(Approval(on_reject="flow"), task=90, element=ELEMENTS["A"])
    run.seats("A", task=90).does("A no", task=90)
    run.visits("B")
    run.says("B back straight")
    assert run.visits("A") == "asked"
