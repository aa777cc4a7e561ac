"""A plain tree-walking interpreter of FEEL nodes: slow, simple, and the measure of the compiler.

It shares the values and operations with the product, and nothing of how names are resolved or code is generated.
"""

from lingqu.feel import access, calls, operations, runtime, static, syntax
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.coercion import is_instance
from lingqu.feel.inference import Inference
from lingqu.feel.temporal import read_any
from lingqu.feel.types import ANY
from lingqu.feel.values import Function

ARITHMETIC = static.OPERATORS
COMPARE = {
    "=": operations.equal,
    "!=": operations.unequal,
    "<": operations.less,
    "<=": operations.at_most,
    ">": operations.more,
    ">=": operations.at_least,
}


class Names:
    """A chain of frames, innermost first; a frame is a mapping, or a filtered item."""

    def __init__(self, frames):
        self.frames = frames

    def with_(self, frame):
        return Names([frame, *self.frames])

    def find(self, name):
        for frame in self.frames:
            if name in frame:
                return True, frame[name]
        return False, None


def interpret(s, node, names):
    return globals()[f"on_{type(node).__name__}"](s, node, names)


def on_Literal(s, node, names):
    return node.value


def on_AtLiteral(s, node, names):
    found = read_any(node.text)
    if found is None:
        s.warn("bad_literal", node.at, text=node.text)
    return found


def on_Name(s, node, names):
    known, value = names.find(node.name)
    if known:
        return value
    if node.name in BUILTINS:
        return BUILTINS[node.name]
    s.warn("no_variable", node.at, name=node.name)
    return None


def on_Path(s, node, names):
    return access.path(s, interpret(s, node.source, names), node.name, node.at)


def on_Filter(s, node, names):
    source = interpret(s, node.source, names)

    def condition(item):
        frame = {"item": item, **(item if type(item) is dict else {})}
        return interpret(s, node.condition, names.with_(frame))

    if static.is_boolean(node.condition):
        return access.keep(s, source, condition, node.at)
    return access.select(s, source, condition, node.at)


def on_Arithmetic(s, node, names):
    total = interpret(s, node.first, names)
    for step in node.rest:
        total = ARITHMETIC[step.operator](s, total, interpret(s, step.operand, names), step.at)
    return total


def on_Negation(s, node, names):
    return operations.negate(s, interpret(s, node.operand, names), node.at)


def on_Comparison(s, node, names):
    left, right = interpret(s, node.left, names), interpret(s, node.right, names)
    return COMPARE[node.operator](s, left, right, node.at)


def on_Conjunction(s, node, names):
    return logic(s, node, names, decisive=False)


def on_Disjunction(s, node, names):
    return logic(s, node, names, decisive=True)


def logic(s, node, names, *, decisive):
    values = []
    for operand in node.operands:
        value = interpret(s, operand, names)
        if value is decisive:
            return decisive
        values.append(value)
    return (not decisive) if all(value is (not decisive) for value in values) else None


def on_Between(s, node, names):
    value, low, high = (interpret(s, part, names) for part in (node.value, node.low, node.high))
    above, below = operations.at_least(s, value, low, node.at), operations.at_most(s, value, high, node.at)
    if above is False or below is False:
        return False
    return True if above and below else None


def on_In(s, node, names):
    value = interpret(s, node.value, names)
    found = [test(s, value, each, names, node.at) for each in node.tests]
    if any(each is True for each in found):
        return True
    return None if any(each is None for each in found) else False


def test(s, value, node, names, at):
    if static.mentions(node, syntax.INPUT):
        return operations.truth(s, interpret(s, node, names.with_({syntax.INPUT: value})), at)
    if isinstance(node, syntax.Test):
        return COMPARE[node.operator](s, value, interpret(s, node.operand, names), node.at)
    inside = operations.lies_in if isinstance(node, syntax.RangeLiteral) else operations.is_in
    return inside(s, value, interpret(s, node, names), at)


def on_InstanceOf(s, node, names):
    value = interpret(s, node.value, names)
    return is_instance(s, value, static.resolve_type(node.type, {}))


def on_If(s, node, names):
    return interpret(s, node.then if interpret(s, node.condition, names) is True else node.otherwise, names)


def combinations(s, iterators, names):
    if not iterators:
        yield names
        return
    first, *rest = iterators
    source = interpret(s, first.source, names)
    if first.end is None:
        members = access.walk(s, source, first.at)
    else:
        members = access.span(s, source, interpret(s, first.end, names), first.at)
    if members is None:
        yield None
        return
    for member in members:
        s.spend(1)
        yield from combinations(s, rest, names.with_({first.name: member}))


def on_For(s, node, names):
    results = []
    for bound in combinations(s, node.iterators, names):
        if bound is None:
            return None
        own = {iterator.name for iterator in node.iterators}
        frame = {} if "partial" in own else {"partial": list(results)}
        results.append(interpret(s, node.body, bound.with_(frame)))
    return results


def on_Quantified(s, node, names):
    decisive = node.kind == "some"
    unsure = False
    for bound in combinations(s, node.iterators, names):
        value = None if bound is None else interpret(s, node.condition, bound)
        if value is decisive:
            return decisive
        unsure = unsure or type(value) is not bool
    return None if unsure else not decisive


def on_FunctionLiteral(s, node, names):
    parameters = tuple(
        (each.name, None if each.type is None else static.resolve_type(each.type, {})) for each in node.parameters
    )

    def call(s, *arguments):
        frame = {each.name: value for each, value in zip(node.parameters, arguments, strict=True)}
        return interpret(s, node.body, names.with_(frame))

    known = {name: kind or ANY for name, kind in parameters}
    return Function(parameters, call, inferred=Inference().visit(node.body, known))


def on_Call(s, node, names):
    callee = node.function
    lazy = isinstance(callee, syntax.Name) and not names.find(callee.name)[0] and node.names is None
    if lazy and callee.name == "is defined" and len(node.arguments) == 1:
        return runtime.is_defined(s, lambda: interpret(s, node.arguments[0], names))
    if lazy and callee.name == "get or else" and len(node.arguments) == 2:
        first, second = node.arguments
        return runtime.or_else(s, lambda: interpret(s, first, names), lambda: interpret(s, second, names))
    function = interpret(s, callee, names)
    arguments = tuple(interpret(s, argument, names) for argument in node.arguments)
    if node.names is None:
        return calls.invoke(s, function, arguments, node.at)
    return calls.invoke_named(s, function, node.names, arguments, node.at)


def on_ListLiteral(s, node, names):
    return [interpret(s, item, names) for item in node.items]


def on_ContextLiteral(s, node, names):
    made = {}
    inner = names.with_(made)
    if len({entry.key for entry in node.entries}) < len(node.entries):
        return None
    for entry in node.entries:
        made[entry.key] = interpret(
            s,
            entry.value,
            Names([dict(made), *names.frames]) if not isinstance(entry.value, syntax.FunctionLiteral) else inner,
        )
    return made


def on_RangeLiteral(s, node, names):
    low, high = interpret(s, node.low, names), interpret(s, node.high, names)
    return operations.make_range(s, low, high, node.low_included, node.high_included, node.at)


def on_Test(s, node, names):
    return operations.test_range(node.operator, interpret(s, node.operand, names))
