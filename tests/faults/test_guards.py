"""Guards that expire while two nodes want them: one gets it, and the other is told what that one answered."""

import pytest

from lingqu.runtime import guards
from lingqu.runtime.guards import Claimed
from lingqu.runtime.work import GuardClaim

OLD, NOW, LATER = 1_000, 2_000, 3_000
X = ("t", "x")
ROW = ("scope", "id", "answer", "at", "expires")


@pytest.fixture
def pair(postgres_database):
    """Two sessions, each inside a transaction; guard X lies there, expired."""
    found = [postgres_database.writing() for _ in range(2)]
    found[0].insert("guard", ROW, [(*X, b'"old"', 0, OLD)])
    for c in found:
        c.begin()
    yield found
    for c in found:
        c.close()


class Interrupted:
    """A session between whose statements another one acts, once: before or after it looks at what is there."""

    def __init__(self, c, *, before=None, after=None):
        self._before, self._after = before, after
        self.insert, self.run = c.insert, c.run
        self._rows = c.rows

    def rows(self, sql, params):
        before, self._before = self._before, None
        if before:
            before()
        found = self._rows(sql, params)
        after, self._after = self._after, None
        if after:
            after()
        return found


def claim(c):
    return guards.claim(c, NOW, [GuardClaim(*X, LATER)])


def forgotten(c):
    def act():
        guards.forget(c, NOW)
        c.commit()

    return act


def taken(c, *, answer=None):
    """Another node takes it, and answers or gives it back."""

    def act():
        assert claim(c).ours == {X}
        guards.settle(c, [(*X, answer)] if answer else [], [] if answer else [X])
        c.commit()

    return act


def test_a_guard_that_is_forgotten_before_it_could_be_read_is_claimed(pair):
    other, ours = pair
    assert claim(Interrupted(ours, before=forgotten(other))) == Claimed({X}, {})


def test_a_guard_that_is_forgotten_before_it_could_be_taken_is_claimed(pair):
    other, ours = pair
    assert claim(Interrupted(ours, after=forgotten(other))) == Claimed({X}, {})


def test_who_loses_an_expired_guard_is_told_the_new_answer(pair):
    other, ours = pair
    assert claim(Interrupted(ours, after=taken(other, answer=b'"new"'))) == Claimed(set(), {X: b'"new"'})


def test_an_expired_guard_that_is_given_back_goes_to_who_came_second(pair):
    other, ours = pair
    assert claim(Interrupted(ours, after=taken(other))) == Claimed({X}, {})
