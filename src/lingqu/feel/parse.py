"""Tokens to nodes: operators by precedence, paths, filters and calls; unary tests. Operands are in `primary`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeVar

from lingqu.feel import syntax
from lingqu.feel.cursor import MAX_DEPTH
from lingqu.feel.primary import Primary
from lingqu.feel.problems import TooComplex

N = TypeVar("N", bound=syntax.Node)

_TESTS = ("<", "<=", ">", ">=", "=", "!=")
_RANGES = _TESTS[:4]  # those that are expressions by themselves: `{r: < 5}` (grammar rules 2 and 7)
# How tightly operators bind.
_COMPARISON, _SUM = 2, 3
_WORDS = {"or": 0, "and": 1, "between": _COMPARISON, "in": _COMPARISON}
_SYMBOLS = {**dict.fromkeys(_TESTS, _COMPARISON), "+": _SUM, "-": _SUM, "*": 4, "/": 4, "**": 5}


def parse(
    text: str,
    *,
    names: Iterable[str] = (),
    functions: Iterable[str] = (),
    types: Iterable[str] = (),
    properties: Iterable[str] = (),
) -> syntax.Node:
    """The expression in a text. `names` and the rest are in scope: they may hold spaces and operators.

    Raises SyntaxProblem.
    """
    parser = Parser(text, names, functions, types, properties)
    return parser.whole(parser.expression, "an operator or the end of the expression")


def parse_unary(
    text: str,
    *,
    names: Iterable[str] = (),
    functions: Iterable[str] = (),
    types: Iterable[str] = (),
    properties: Iterable[str] = (),
) -> syntax.UnaryTests:
    """The unary tests in a text: `-`, `< 10, [20..30]`, `not("a", "b")`, `? > limit`. Raises SyntaxProblem."""
    parser = Parser(text, names, functions, types, properties)
    return parser.whole(parser.unary_tests, "',' or the end of the tests")


class Parser(Primary):
    """The operators of the grammar, loosest first."""

    def whole(self, read: Callable[[], N], expected: str) -> N:
        """What a rule reads, which must be the whole text."""
        try:
            found = read()
        except RecursionError:
            raise TooComplex(self.text, self.token.at, "feel.too_deep", limit=MAX_DEPTH) from None
        if self.token.kind != "end":
            raise self.problem(expected)
        return found

    # ---- operators
    def expression(self, level: int = 0, first: syntax.Node | None = None) -> syntax.Node:
        """An expression of operators that bind at least as tightly as `level`; few frames a level of nesting.

        `first` is its first primary, if that was read already.
        """
        if level == 0:
            self.enter()
        at = self.token.at if first is None else first.at
        if first is not None:
            left = self._postfix(first)
        else:
            left = self.test() if level == 0 and self.is_symbol(*_RANGES) else self.operand()
        depth = self.depth
        while True:
            precedence = self._precedence()
            if precedence < level:
                break
            if precedence >= _SUM:
                left = self._chain(left, at, precedence)
            elif precedence == _COMPARISON:
                self.enter()
                left = self._compared(left)
            else:
                left = self._joined(left, at, precedence)
        self.depth = depth - (level == 0)
        return left

    def _precedence(self) -> int:
        """How tightly the operator that stands here binds; -1 if there is none."""
        token = self.token
        if token.kind == "symbol":
            return _SYMBOLS.get(token.text, -1)
        return _WORDS.get(token.text, -1) if token.kind == "name" and not token.escaped else -1

    def _joined(self, left: syntax.Node, at: int, precedence: int) -> syntax.Node:
        operands = [left]
        word = "or" if precedence == 0 else "and"
        while self.is_word(word):
            self.take()
            operands.append(self.expression(precedence + 1))
        node = syntax.Disjunction if precedence == 0 else syntax.Conjunction
        return node(at=at, operands=tuple(operands))

    def _chain(self, first: syntax.Node, at: int, precedence: int) -> syntax.Node:
        rest: list[syntax.Operation] = []
        while self._precedence() == precedence:
            token = self.take()
            operand = self.expression(precedence + 1)
            rest.append(syntax.Operation(at=token.at, operator=token.text, operand=operand))  # type: ignore[arg-type]  # was asked for
        return syntax.Arithmetic(at=at, first=first, rest=tuple(rest))

    def _compared(self, left: syntax.Node) -> syntax.Node:
        token = self.take()
        at = token.at
        if token.text == "between":
            low = self.additive()
            self.take_word("and")
            return syntax.Between(at=at, value=left, low=low, high=self.additive())
        if token.text == "in":
            return syntax.In(at=at, value=left, tests=self._tests_behind_in())
        return syntax.Comparison(at=at, operator=token.text, left=left, right=self.additive())  # type: ignore[arg-type]  # as above

    def _tests_behind_in(self) -> tuple[syntax.Node, ...]:
        """One test, or several in parentheses; parentheses around one may be the beginning of a longer operand."""
        if not self.is_symbol("("):
            return (self._positive_test(),)
        at = self.take().at
        tests = [self._test_or_expression()]
        while self.is_symbol(","):
            self.take()
            tests.append(self._test_or_expression())
        if len(tests) == 1 and self.is_symbol(".."):
            return (self.expression(_SUM, self.range_after(at, tests[0], included=False)),)
        self.take_symbol(")", "',' or ')'")
        return tuple(tests) if len(tests) > 1 else (self.expression(_SUM, tests[0]),)

    def _positive_test(self) -> syntax.Node:
        return self.test() if self.is_symbol(*_TESTS) else self.additive()

    def additive(self) -> syntax.Node:
        return self.expression(_SUM)

    def operand(self, *, range_end: bool = False) -> syntax.Node:
        """Negations, then a primary with its paths, filters, calls and `instance of`."""
        if not self.is_symbol("-"):
            return self._postfix(self.primary(), range_end=range_end)
        token = self.take()
        if self.token.kind == "number" and self.token.at == token.end:
            literal = self.primary()
            negative = syntax.Literal(at=token.at, value=_negative(literal))
            return self._postfix(negative, range_end=range_end)
        self.enter()
        inner = self.operand(range_end=range_end)
        self.depth -= 1
        return syntax.Negation(at=token.at, operand=inner)

    def _postfix(self, found: syntax.Node, *, range_end: bool = False) -> syntax.Node:
        depth = self.depth
        while True:
            at = self.token.at
            if self.is_symbol("."):
                self.take()
                found = syntax.Path(at=at, source=found, name=self.name(self.properties, "the name of an entry"))
            elif self.is_symbol("["):
                if range_end and self.closes_range():
                    break
                self.take()
                self.filters += 1
                with self.local(("item",)):
                    condition = self.expression()
                self.filters -= 1
                self.take_symbol("]")
                found = syntax.Filter(at=at, source=found, condition=condition)
            elif self.is_symbol("("):
                found = self._call(found)
            elif self.is_word("instance") and self.is_word("of", ahead=1):
                self.index += 2
                found = syntax.InstanceOf(at=at, value=found, type=self.type())
            else:
                break
            self.enter()
        self.depth = depth
        return found

    def _call(self, function: syntax.Node) -> syntax.Node:
        at = self.take_symbol("(").at
        arguments: list[syntax.Node] = []
        names: list[str] = []
        while not self.is_symbol(")"):
            name = self._argument_name()
            if name:
                names.append(name)
            if arguments and bool(names) != (len(names) > len(arguments)):
                raise self.problem("all arguments named or none")
            arguments.append(self.test() if not name and self.is_symbol(*_TESTS) else self.expression())
            if not self.is_symbol(","):
                break
            self.take()
            if self.is_symbol(")"):
                raise self.problem("an argument")
        self.take_symbol(")", "',' or ')'")
        return syntax.Call(at=at, function=function, arguments=tuple(arguments), names=tuple(names) if names else None)

    def _argument_name(self) -> str:
        """The name in `name: value`, or ""."""
        if self.token.kind == "string" and self.is_symbol(":", ahead=1):
            name = self.take().text
        else:
            size = 0
            while self.peek(size).kind == "name" or (size and self.is_symbol("-", "/", "+", "*", "'", ahead=size)):
                size += 1
            if not size or not self.is_symbol(":", ahead=size):
                return ""
            name = self.words(size)
        self.take_symbol(":")
        return name

    # ---- unary tests
    def unary_tests(self) -> syntax.UnaryTests:
        at = self.token.at
        if self.is_symbol("-") and self.peek().kind == "end":
            self.take()
            return syntax.UnaryTests(at=at, tests=())
        if self.is_word("not") and self.is_symbol("(", ahead=1) and self._closes_last(1):
            self.index += 2
            tests = self._tests()
            self.take_symbol(")")
            return syntax.UnaryTests(at=at, tests=tests, negated=True)
        return syntax.UnaryTests(at=at, tests=self._tests())

    def _closes_last(self, ahead: int) -> bool:
        """Whether the bracket that opens there is closed by the very last token."""
        level = 0
        for index in range(self.index + ahead, len(self.found) - 1):
            token = self.found[index]
            if token.kind == "symbol":
                level += (token.text in "([{") - (token.text in ")]}")
            if level == 0:
                return index == len(self.found) - 2
        return False

    def _tests(self) -> tuple[syntax.Node, ...]:
        tests = [self._test_or_expression()]
        while self.is_symbol(","):
            self.take()
            tests.append(self._test_or_expression())
        return tuple(tests)

    def _test_or_expression(self) -> syntax.Node:
        return self.test() if self.is_symbol(*_TESTS) else self.expression()


def _negative(literal: syntax.Node) -> int | Decimal:
    value = literal.value if isinstance(literal, syntax.Literal) else 0
    if isinstance(value, int):
        return -value
    return value.copy_negate() if isinstance(value, Decimal) else 0
