"""A law over generated expressions: what is told of a result before the evaluation is what the evaluation gives."""

import os

import pytest
from hypothesis import HealthCheck, given, seed, settings

from feel.generated import VARIABLES, expressions
from lingqu import feel
from lingqu.feel.access import PROPERTY_NAMES
from lingqu.feel.check import check
from lingqu.feel.printing import show_node
from lingqu.feel.samples import type_of
from lingqu.feel.types import ContextOf, FunctionOf, ListOf, OneOf, RangeOf, show_type
from lingqu.feel.values import Callee, Range, kind_of

EXAMPLES = int(os.environ.get("LINGQU_EXAMPLES", "150"))
SCOPE = {name: type_of(value) for name, value in VARIABLES.items()}
KEYS = ("first name", "a-b")

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def conforms(value, kind):
    """Whether a value is of a type that was told; null is of every type."""
    match kind:
        case _ if value is None:
            return True
        case OneOf():
            return any(conforms(value, one) for one in kind.kinds)
        case ListOf():
            return type(value) is list and all(conforms(item, kind.item) for item in value)
        case ContextOf():
            fields = kind.fields.items()
            return type(value) is dict and all(conforms(value.get(name), part) for name, part in fields)
        case RangeOf():
            return type(value) is Range and all(conforms(end, kind.item) for end in (value.low, value.high))
        case FunctionOf():
            return isinstance(value, Callee)
        case _:
            return kind.name in ("Any", kind_of(value))


def told_is_given(drawn):
    text = show_node(drawn.node)
    expression = feel.compile(text, names=SCOPE, properties=(*PROPERTY_NAMES, *KEYS))
    told = check(expression, SCOPE).type
    value = expression.evaluate(VARIABLES, fuel=20_000).value
    assert conforms(value, told), f"{text} is {value!r}, but {show_type(told)} was told"


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(expressions())
def test_the_type_that_is_told_is_that_of_the_value(drawn):
    told_is_given(drawn)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("number", [1, 20, 300, 4000])
def test_the_law_holds_for_a_hundred_thousand_expressions(number):
    @seed(number)
    @settings(max_examples=25_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(expressions())
    def holds(drawn):
        told_is_given(drawn)

    holds()
