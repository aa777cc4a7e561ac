"""Delegation: dates inclusive, chains, no circles."""

import pytest

from directory_company import company
from lingqu.directory import delegations
from lingqu.directory.delegations import Delegation
from lingqu.kernel.errors import Conflict, Invalid


def give(c, key, giver, taker, first, last, processes=()):
    rule = Delegation(id=key, giver=giver, taker=taker, first=first, last=last, processes=processes)
    return delegations.add(c, "", rule, 0)


@pytest.mark.parametrize(
    ("day", "decides"),
    [("2026-11-04", "wang.fang"), ("2026-11-06", "sun.li"), ("2026-11-10", "wang.fang"), ("2026-11-11", "li.na")],
)
def test_a_chain_follows_the_dates(database, day, decides):
    with company(database) as c:
        give(c, 1, "li.na", "wang.fang", "2026-11-01", "2026-11-10")
        give(c, 2, "wang.fang", "sun.li", "2026-11-05", "2026-11-07")

        assert delegations.resolve(c, "", "li.na", "leave", day)[-1] == decides


def test_a_rule_that_closes_a_circle_is_refused(database):
    with company(database) as c:
        give(c, 1, "li.na", "wang.fang", "2026-11-01", "2026-11-10")
        give(c, 2, "wang.fang", "sun.li", "2026-11-05", "2026-11-07")

        with pytest.raises(Conflict, match=r"sun\.li → li\.na → wang\.fang → sun\.li"):
            give(c, 3, "sun.li", "li.na", "2026-11-06", "2026-11-06")


def test_the_same_people_at_other_times_are_no_circle(database):
    with company(database) as c:
        give(c, 1, "li.na", "wang.fang", "2026-11-01", "2026-11-10")
        give(c, 2, "wang.fang", "li.na", "2026-12-01", "2026-12-10")

        assert delegations.resolve(c, "", "wang.fang", "leave", "2026-12-05") == ("wang.fang", "li.na")


def test_a_rule_for_some_processes_leaves_the_others(database):
    with company(database) as c:
        give(c, 1, "li.na", "wang.fang", "2026-11-01", "2026-11-10", ("leave",))

        assert delegations.resolve(c, "", "li.na", "expense", "2026-11-05") == ("li.na",)


def test_a_circle_that_came_in_by_import_leaves_the_work_where_it_was(database):
    with company(database) as c:
        rows = [
            (1, "", "li.na", "sun.li", "2026-11-01", "2026-11-10", "[]", 0),
            (2, "", "sun.li", "li.na", "2026-11-01", "2026-11-10", "[]", 0),
        ]
        c.insert("delegation", ("id", "tenant", "giver", "taker", "first", "last", "processes", "created_at"), rows)

        assert delegations.resolve(c, "", "li.na", "leave", "2026-11-05") == ("li.na",)


@pytest.mark.parametrize(("first", "last"), [("2026-11-10", "2026-11-01"), ("soon", "2026-11-01")])
def test_dates_must_make_sense(database, first, last):
    with company(database) as c, pytest.raises(Invalid):
        give(c, 1, "li.na", "wang.fang", first, last)
