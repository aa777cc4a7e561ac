"""Regular expressions: the two engines agree wherever both can run, and XPath's own rules hold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingqu import feel
from lingqu.feel.backtrack import Backtracking
from lingqu.feel.patterns import Pattern, compile_pattern
from lingqu.feel.state import Exhausted, State
from lingqu.feel.xpath import BadPattern, read_flags, translate

PARTS = [
    *"abc()|*+?.^$-12,ds \n",
    "[a-c]",
    "(a|b)",
    "(?:a)",
    "\\d",
    "[^a]",
    "a{1,2}",
    "[a-c-[b]]",
    "\\p{L}",
    "*?",
    "(b*)",
]
patterns = st.lists(st.sampled_from(PARTS), min_size=1, max_size=7).map("".join)


def found(make, text):
    s = State()
    s.fuel = 200_000
    try:
        return list(dict.fromkeys(make().matches(s, text)))
    except BadPattern:
        return "refused"


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(patterns, st.text("aabbc1 \n", max_size=8), st.sampled_from(["", "i", "s", "m", "x", "sm"]))
def test_both_engines_find_the_same(pattern, text, flags):
    read = read_flags(flags)
    try:
        slow = found(lambda: Backtracking(pattern, read), text)
    except Exhausted:
        return
    assert found(lambda: Pattern(translate(pattern, read), read), text) == slow


@pytest.mark.parametrize(
    "pattern", ["(.)\\2", "(.)\\3", "\\3", "(asd)[\\1]", "(a", "a)", "[a", "a{2,1}", "\\b", "(?=a)", "[b-a]", "a]"]
)
def test_what_xpath_has_no_meaning_for_is_refused(pattern):
    with pytest.raises(BadPattern):
        compile_pattern(pattern, "")


def test_a_back_reference_that_tries_everything_runs_out_of_fuel():
    s = State()
    s.fuel = 50_000
    with pytest.raises(Exhausted):
        compile_pattern("^(a)(a|a|b)*\\1c$", "").found_in(s, "a" * 40)


@pytest.mark.parametrize(
    "text",
    [
        r'matches("hello world", "\p{ IsBasicLatin}+", "x")',
        r'matches("hello world", "hello\ sworld", "x")',
        r'matches("hello world", "hello[ ]world", "x")',
        r'matches("aa", "( a ) \1", "x")',
        r'not(matches("a b", "a b", "x"))',
    ],
)
def test_flag_x_drops_white_space_before_the_pattern_is_read(text):
    assert feel.compile(text).evaluate({}).value is True
