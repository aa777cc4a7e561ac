"""Hypothesis strategies that make FEEL nodes, well-formed by construction."""

from decimal import Decimal

from hypothesis import strategies as st

from lingqu.feel import syntax as x
from lingqu.feel.printing import show_node

NAMES = ("a", "b", "list", "person", "full name", "f")
KEYS = ("a", "age", "first name", "x", "a-b", "if")
VARIABLES = {
    "a": 7,
    "b": Decimal("2.50"),
    "list": [1, Decimal("2.5"), None, "x", {"a": 1, "age": 30}],
    "person": {"first name": "Wei", "age": 41, "x": [1, 2, 3], "a": None},
    "full name": "Li Wei",
}
AT = (
    "2024-02-29",
    "2024-02-29T10:00:00",
    "10:00:00+02:00",
    "P1D",
    "-PT36H",
    "P1Y2M",
    "2020-06-01T00:00:00@Europe/Paris",
)


def make(node, **parts):
    """A strategy for a node whose fields come from strategies or are plain values."""
    chosen = {key: part if isinstance(part, st.SearchStrategy) else st.just(part) for key, part in parts.items()}
    return st.fixed_dictionaries(chosen).map(lambda fields: node(**fields))


def some_of(inner, least, most):
    return st.lists(inner, min_size=least, max_size=most).map(tuple)


numbers = st.one_of(
    st.integers(-20, 20),
    st.decimals(-100, 100, places=2).filter(lambda value: value.is_finite()),
    st.sampled_from([10**20, Decimal("1E+3"), Decimal("0.1")]),
)
literals = st.one_of(
    make(x.Literal, value=st.one_of(numbers, st.booleans(), st.none(), st.text('ab"\\né 😀', max_size=4))),
    make(x.AtLiteral, text=st.sampled_from(AT)),
)
names = make(x.Name, name=st.sampled_from(NAMES))
simple_types = make(
    x.NamedType,
    name=st.sampled_from(["number", "string", "boolean", "date", "Any", "date and time", "years and months duration"]),
)
types = st.recursive(
    simple_types,
    lambda inner: st.one_of(
        make(x.ListType, item=inner),
        make(x.RangeType, item=inner),
        make(x.ContextType, fields=some_of(make(x.TypeField, name="a", type=inner), 1, 1)),
        make(x.FunctionType, parameters=some_of(inner, 0, 2), result=inner),
    ),
    max_leaves=3,
)
operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
functions = st.sampled_from(
    ["count", "string", "not", "sum", "flatten", "is defined", "get or else", "upper case", "max", "date"]
)


def chains(inner):
    return st.sampled_from((("+", "-"), ("*", "/"), ("**",))).flatmap(
        lambda signs: make(
            x.Arithmetic,
            first=inner,
            rest=some_of(make(x.Operation, operator=st.sampled_from(signs), operand=inner), 1, 3),
        )
    )


def compound(inner):
    operands = some_of(inner, 2, 3)
    tests = st.one_of(inner, make(x.Test, operator=operators, operand=inner))
    iterators = some_of(make(x.Iterator, name=st.sampled_from(["i", "j", "a"]), source=inner), 1, 2)
    function = make(x.FunctionLiteral, parameters=some_of(make(x.Parameter, name="p"), 1, 1), body=inner)
    entries = st.lists(make(x.Entry, key=st.sampled_from(KEYS), value=inner), max_size=3, unique_by=lambda e: e.key)
    return st.one_of(
        chains(inner),
        make(x.Negation, operand=inner),
        make(x.Comparison, operator=operators, left=inner, right=inner),
        make(x.Conjunction, operands=operands),
        make(x.Disjunction, operands=operands),
        make(x.Between, value=inner, low=inner, high=inner),
        make(x.In, value=inner, tests=some_of(tests, 1, 3)),
        make(x.InstanceOf, value=inner, type=types),
        make(x.If, condition=inner, then=inner, otherwise=inner),
        make(x.For, iterators=iterators, body=inner),
        make(x.Quantified, kind=st.sampled_from(["some", "every"]), iterators=iterators, condition=inner),
        make(x.Path, source=inner, name=st.sampled_from([*KEYS, "year", "days"])),
        make(x.Filter, source=inner, condition=inner),
        make(x.ListLiteral, items=some_of(inner, 0, 3)),
        make(x.ContextLiteral, entries=entries.map(tuple)),
        make(x.RangeLiteral, low=inner, high=inner, low_included=st.booleans(), high_included=st.booleans()),
        make(x.Test, operator=operators, operand=inner),
        make(x.Call, function=function, arguments=some_of(inner, 1, 1)),
        make(x.Call, function=make(x.Name, name=functions), arguments=some_of(inner, 0, 2)),
    )


nodes = st.recursive(st.one_of(literals, names), compound, max_leaves=8)


class Drawn:
    """A node that shows itself as FEEL text."""

    def __init__(self, node):
        self.node = node

    def __repr__(self):
        return show_node(self.node)


@st.composite
def expressions(draw):
    return Drawn(draw(nodes))
