"""Two people's edits of one form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lingqu.forms.merge import merge

BASE = {"a": 1, "b": 2, "s": {"x": 1, "y": 2}}


def test_different_fields_merge():
    merged = merge(BASE, {"a": 9, "b": 2}, {**BASE, "b": 8})
    assert (merged.values["a"], merged.values["b"], merged.conflicts) == (9, 8, ())


def test_different_fields_of_one_context_merge():
    merged = merge(BASE, {"s": {"x": 9, "y": 2}}, {**BASE, "s": {"x": 1, "y": 8}})
    assert (merged.values["s"], merged.conflicts) == ({"x": 9, "y": 8}, ())


def test_the_same_field_changed_twice_is_a_conflict_and_theirs_stays():
    merged = merge(BASE, {"s": {"x": 9}}, {**BASE, "s": {"x": 8, "y": 2}})
    assert (merged.values["s"]["x"], merged.conflicts) == (8, ("s.x",))


def test_the_same_change_twice_is_none():
    assert merge(BASE, {"a": 9}, {**BASE, "a": 9}).conflicts == ()


def test_a_new_field_of_mine_is_added_and_a_new_one_of_both_conflicts():
    assert merge({}, {"n": 1}, {}).values == {"n": 1}
    assert merge({}, {"n": 1}, {"n": 2}).conflicts == ("n",)


forms = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3), max_size=3)


@given(forms, forms)
def test_nobody_elses_edit_means_mine_is_taken(base, mine):
    merged = merge(base, mine, base)
    assert merged.values == {**base, **mine}
    assert merged.conflicts == ()


@given(forms, forms, forms)
def test_a_conflict_is_where_both_differ_from_the_base_and_each_other(base, mine, theirs):
    both = {n for n in mine if mine[n] != base.get(n) and theirs.get(n) != base.get(n) and mine[n] != theirs.get(n)}
    assert set(merge(base, mine, theirs).conflicts) == both
