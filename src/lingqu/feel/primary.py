"""The operands of the grammar: literals, names, lists, contexts, functions, for, if, some, every."""

from __future__ import annotations

from lingqu.feel import syntax
from lingqu.feel.lex import number
from lingqu.feel.names import is_odd
from lingqu.feel.parse_ranges import RangeParser
from lingqu.feel.problems import TooComplex
from lingqu.feel.values import Number
from lingqu.feel.values import number as rounded

_CONSTANTS = {"true": True, "false": False, "null": None}
_TESTS = ("<", "<=", ">", ">=", "=", "!=")


class Primary(RangeParser):
    """Operands; what binds them together is in `Parser`."""

    # ---- the first token decides
    def primary(self) -> syntax.Node:
        token = self.token
        if token.kind == "number":
            self.take()
            return syntax.Literal(at=token.at, value=self._number(token.text, token.at))
        if token.kind == "string":
            self.take()
            return syntax.Literal(at=token.at, value=token.text)
        if token.kind == "at":
            self.take()
            return syntax.AtLiteral(at=token.at, text=token.text)
        if token.kind == "name":
            return self._worded()
        if token.kind == "symbol":
            match token.text:
                case "(":
                    return self._parenthesised()
                case "[":
                    return self._list()
                case "{":
                    return self._context()
                case "]":
                    return self.range_after(self.take().at, self.expression(), included=False)
        raise self.problem("an expression")

    def _number(self, text: str, at: int) -> Number:
        try:
            return rounded(number(text))
        except ArithmeticError:
            raise TooComplex(self.text, at, "feel.number_range") from None

    def _worded(self) -> syntax.Node:
        at = self.token.at
        _, size = self.longest(self.known)
        if size <= 1 and not self.token.escaped:
            match self.token.text:
                case "true" | "false" | "null" as constant:
                    self.take()
                    return syntax.Literal(at=at, value=_CONSTANTS[constant])
                case "if":
                    return self._if()
                case "for":
                    return self._for()
                case "some" | "every":
                    return self._quantified()
                case "function" if self.is_symbol("(", ahead=1):
                    return self._function()
                case "not" if self.is_symbol("(", ahead=1):
                    self.take()
                    return syntax.Name(at=at, name="not")
        return syntax.Name(at=at, name=self.name(self.known, "an expression"))

    # ---- brackets
    def _parenthesised(self) -> syntax.Node:
        at = self.take_symbol("(").at
        if self.is_symbol(*_TESTS):
            test = self.test()
            self.take_symbol(")")
            return test
        if self.is_symbol(".."):
            return self.range_after(at, None, included=False)
        inner = self.expression()
        if self.is_symbol(".."):
            return self.range_after(at, inner, included=False)
        self.take_symbol(")")
        return inner

    def test(self) -> syntax.Test:
        """`< operand`."""
        token = self.take()
        return syntax.Test(at=token.at, operator=token.text, operand=self.additive())  # type: ignore[arg-type]

    def _list(self) -> syntax.Node:
        at = self.take_symbol("[").at
        items: list[syntax.Node] = []
        if self.is_symbol(".."):
            return self.range_after(at, None, included=True)
        while not self.is_symbol("]"):
            items.append(self.test() if self.is_symbol(*_TESTS) else self.expression())
            if len(items) == 1 and self.is_symbol(".."):
                return self.range_after(at, items[0], included=True)
            if not self.is_symbol(","):
                break
            self.take()
            if self.is_symbol("]"):
                raise self.problem("an expression")
        self.take_symbol("]", "',' or ']'")
        return syntax.ListLiteral(at=at, items=tuple(items))

    def _context(self) -> syntax.Node:
        at = self.take_symbol("{").at
        entries: list[syntax.Entry] = []
        added: list[str] = []
        while not self.is_symbol("}"):
            entry_at = self.token.at
            if self.token.kind == "string":
                key = self.take().text
            else:
                key = self.name_until(":", expected="the name of an entry, or '}'")
            self.take_symbol(":")
            value = self.expression()
            entries.append(syntax.Entry(at=entry_at, key=key, value=value))
            if self.properties.add(key) and is_odd(key):
                self.odd_names.add(key)
            if self.known.add(key):
                added.append(key)
            if not self.is_symbol(","):
                break
            self.take()
            if self.is_symbol("}"):
                raise self.problem("the name of an entry")
        self.take_symbol("}", "',' or '}'")
        for key in added:
            self.known.remove(key)
        return syntax.ContextLiteral(at=at, entries=tuple(entries))

    # ---- words
    def _if(self) -> syntax.Node:
        at = self.take_word("if").at
        condition = self.expression()
        self.take_word("then")
        then = self.expression()
        self.take_word("else")
        return syntax.If(at=at, condition=condition, then=then, otherwise=self.expression())

    def _iterators(self) -> tuple[syntax.Iterator, ...]:
        """`a in x, b in y..z`; the names stay known until the caller forgets them."""
        found: list[syntax.Iterator] = []
        while True:
            self.enter()  # each is a loop inside the one before it
            at = self.token.at
            name = self.name_until("in", expected="the name of a variable")
            self.take_word("in")
            source = self.expression()
            end = None
            if self.is_symbol(".."):
                self.take()
                end = self.expression()
            found.append(syntax.Iterator(at=at, name=name, source=source, end=end))
            self.iterator_names.append(name if self.known.add(name) else "")
            if not self.is_symbol(","):
                return tuple(found)
            self.take()

    def _forget(self, size: int) -> None:
        while len(self.iterator_names) > size:
            name = self.iterator_names.pop()
            if name:
                self.known.remove(name)

    def _for(self) -> syntax.Node:
        at = self.take_word("for").at
        size = len(self.iterator_names)
        iterators = self._iterators()
        self.take_word("return")
        with self.local(("partial",)):
            body = self.expression()
        self._forget(size)
        self.depth -= len(iterators)
        return syntax.For(at=at, iterators=iterators, body=body)

    def _quantified(self) -> syntax.Node:
        token = self.take()
        size = len(self.iterator_names)
        iterators = self._iterators()
        self.take_word("satisfies")
        condition = self.expression()
        self._forget(size)
        self.depth -= len(iterators)
        kind = "some" if token.text == "some" else "every"
        return syntax.Quantified(at=token.at, kind=kind, iterators=iterators, condition=condition)  # type: ignore[arg-type]

    def _function(self) -> syntax.Node:
        at = self.take_word("function").at
        self.take_symbol("(")
        parameters: list[syntax.Parameter] = []
        while not self.is_symbol(")"):
            parameter_at = self.token.at
            name = self.name_until(",", ")", ":", expected="the name of a parameter")
            kind = None
            if self.is_symbol(":"):
                self.take()
                kind = self.type()
            parameters.append(syntax.Parameter(at=parameter_at, name=name, type=kind))
            if not self.is_symbol(","):
                break
            self.take()
        self.take_symbol(")", "',' or ')'")
        external = self.is_word("external")
        if external:
            self.take()
        with self.local(parameter.name for parameter in parameters):
            body = self.expression()
        return syntax.FunctionLiteral(at=at, parameters=tuple(parameters), body=body, external=external)
