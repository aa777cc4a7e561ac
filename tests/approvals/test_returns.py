"""Where a send-back goes, told from who brought whom. Elements: 1 start, 2 write, 3 sign, 4 a sibling's task, 5 scope."""

from __future__ import annotations

import pytest

from lingqu.approvals.returns import Visit, target
from lingqu.kernel.errors import Unprocessable

PLAIN = {2, 4}


def back(*visits, asker):
    return target("initiator", [Visit(*one) for one in visits], plain_tasks=PLAIN, starts={1}, asker=asker)


def test_to_the_first_task_in_which_the_document_was_filled_in():
    assert back((10, 1, 0), (11, 2, 0, (10,)), (12, 2, 0, (11,)), (13, 3, 0, (12,)), asker=13) == 11


def test_never_into_a_sibling_branch_however_early_it_was():
    run = [(10, 1, 0), (11, 4, 0, (10,)), (12, 2, 0, (10,)), (13, 3, 0, (12,))]
    assert back(*run, asker=13) == 12


def test_out_of_a_scope_to_what_brought_the_scope():
    run = [(10, 1, 0), (11, 2, 0, (10,)), (12, 5, 0, (11,)), (13, 3, 12, ())]
    assert back(*run, asker=13) == 11


def test_without_such_a_task_to_the_first_element_after_the_start():
    run = [(10, 1, 0), (11, 5, 0, (10,)), (12, 3, 11, ())]
    assert back(*run, asker=12) == 11


def test_an_approval_right_after_the_start_is_asked_again():
    assert back((10, 1, 0), (11, 3, 0, (10,)), asker=11) == 11


def test_other_places_are_refused_by_name():
    with pytest.raises(Unprocessable, match="previous"):
        target("previous", [], plain_tasks=PLAIN, starts={1})
