"""The operands of the grammar: literals, names, lists, contexts, ranges, functions, for, if, some, every, types."""

from __future__ import annotations

from lingqu.feel import syntax
from lingqu.feel.cursor import Cursor
from lingqu.feel.lex import number
from lingqu.feel.problems import TooComplex
from lingqu.feel.values import Number
from lingqu.feel.values import number as rounded

_CONSTANTS = {"true": True, "false": False, "null": None}
#: Names of types that hold keywords, so that reading plain words is not enough.
_LONG_TYPES = ("date and time", "days and time duration", "years and months duration")
#: What may follow a range's closing `[`; anything else makes that `[` the beginning of a filter.
_AFTER_RANGE = frozenset((")", "]", "}", ",", "=", "!=", "<", "<=", ">", ">=", "+", "*", "/", "**", "."))
_AFTER_RANGE_WORDS = frozenset(("and", "or", "in", "between", "instance", "then", "else", "return", "satisfies"))
_TESTS = ("<", "<=", ">", ">=", "=", "!=")


class Primary(Cursor):
    """Operands; what binds them together is in `Parser`."""

    def expression(self, level: int = 0, first: syntax.Node | None = None) -> syntax.Node:
        raise NotImplementedError

    def operand(self, *, range_end: bool = False) -> syntax.Node:
        """Something that an operator may stand beside, with its paths, filters and calls."""
        raise NotImplementedError

    def additive(self) -> syntax.Node:
        raise NotImplementedError

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
                    return self._range(self.take().at, included=False)
        raise self.problem("an expression")

    def _number(self, text: str, at: int) -> Number:
        try:
            return rounded(number(text))
        except ArithmeticError:
            raise TooComplex(self.text, at, "feel.number_range") from None

    def _worded(self) -> syntax.Node:
        at = self.token.at
        _, size = self.known.longest(self.index, self.found)
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
            return self._range_after(at, None, included=False)
        inner = self.expression()
        if self.is_symbol(".."):
            return self._range_after(at, inner, included=False)
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
            return self._range_after(at, None, included=True)
        while not self.is_symbol("]"):
            items.append(self.test() if self.is_symbol(*_TESTS) else self.expression())
            if len(items) == 1 and self.is_symbol(".."):
                return self._range_after(at, items[0], included=True)
            if not self.is_symbol(","):
                break
            self.take()
            if self.is_symbol("]"):
                raise self.problem("an expression")
        self.take_symbol("]", "',' or ']'")
        return syntax.ListLiteral(at=at, items=tuple(items))

    def _range(self, at: int, *, included: bool) -> syntax.Node:
        return self._range_after(at, self.expression(), included=included)

    def _range_after(self, at: int, low: syntax.Node | None, *, included: bool) -> syntax.Node:
        self.take_symbol("..")
        high = None if self.is_symbol(")", "]") else self._high_end()
        if not self.is_symbol(")", "]", "["):
            raise self.problem("')', ']' or '[' at the end of the range")
        closed = self.take().text == "]"
        return syntax.RangeLiteral(at=at, low=low, high=high, low_included=included, high_included=closed)

    def _high_end(self) -> syntax.Node:
        return self.operand(range_end=True) if not self._is_long_end() else self.expression()

    def _is_long_end(self) -> bool:
        """Whether the end of the range is more than one operand (`[1..n + 1]`), so that no `[` can close it."""
        level = 0
        for ahead in range(len(self.found) - self.index):
            token = self.peek(ahead)
            if token.kind != "symbol":
                continue
            if level == 0 and ahead and token.text in ("+", "-", "*", "/", "**"):
                return True
            if level == 0 and (token.text in ("]", ")", ",") or self._is_closing_bracket(ahead)):
                return False
            level += (token.text in "([{") - (token.text in ")]}")
        return False

    def _is_closing_bracket(self, ahead: int) -> bool:
        """Whether a `[` stands there that closes the range: one that begins an operand, or a filter, does not."""
        begins = ahead == 0 or self.is_symbol("-", ahead=ahead - 1)
        return self.is_symbol("[", ahead=ahead) and not begins and self.closes_range(ahead)

    def closes_range(self, ahead: int = 0) -> bool:
        """Whether the `[` that stands there closes a range instead of opening a filter."""
        following = self.peek(ahead + 1)
        if following.kind == "end":
            return True
        return (following.kind == "symbol" and following.text in _AFTER_RANGE) or (
            following.kind == "name" and following.text in _AFTER_RANGE_WORDS
        )

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
            if self.properties.add(key) and not key.replace(" ", "").isalnum():
                self.odd_names.append(key)
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
        return syntax.For(at=at, iterators=iterators, body=body)

    def _quantified(self) -> syntax.Node:
        token = self.take()
        size = len(self.iterator_names)
        iterators = self._iterators()
        self.take_word("satisfies")
        condition = self.expression()
        self._forget(size)
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

    # ---- types
    def type(self) -> syntax.TypeNode:
        self.enter()
        found = self._type()
        self.depth -= 1
        return found

    def _type(self) -> syntax.TypeNode:
        at = self.token.at
        if self.is_symbol("<", ahead=1) and not self.token.escaped:
            match self.token.text:
                case "list" | "range" as generic:
                    self.index += 2
                    item = self.type()
                    self._close_type()
                    return (syntax.ListType if generic == "list" else syntax.RangeType)(at=at, item=item)
                case "context":
                    self.index += 2
                    return self._context_type(at)
                case "function":
                    self.index += 2
                    return self._function_type(at)
        return syntax.NamedType(at=at, name=self._type_name())

    def _type_name(self) -> str:
        for name in _LONG_TYPES:
            words = name.split()
            if all(self.is_word(word, ahead=ahead) for ahead, word in enumerate(words)):
                self.index += len(words)
                return name
        if self.is_word("function", "null"):
            return self.take().text
        name = self.name(self.types, "the name of a type")
        while self.is_symbol(".") and self.peek().kind == "name":
            self.take()
            name = f"{name}.{self.name(self.types)}"
        return name

    def _close_type(self) -> None:
        if self.is_symbol(">="):  # `list<number>=…`: the sign belongs to two things
            token = self.take()
            self.index -= 1
            self.found[self.index] = type(token)(kind="symbol", text="=", at=token.at + 1, end=token.end)
            return
        self.take_symbol(">")

    def _context_type(self, at: int) -> syntax.TypeNode:
        fields: list[syntax.TypeField] = []
        while not self.is_symbol(">", ">="):
            field_at = self.token.at
            name = self.take().text if self.token.kind == "string" else self.name_until(":")
            self.take_symbol(":")
            fields.append(syntax.TypeField(at=field_at, name=name, type=self.type()))
            if not self.is_symbol(","):
                break
            self.take()
        self._close_type()
        return syntax.ContextType(at=at, fields=tuple(fields))

    def _function_type(self, at: int) -> syntax.TypeNode:
        parameters: list[syntax.TypeNode] = []
        while not self.is_symbol(">"):
            parameters.append(self.type())
            if not self.is_symbol(","):
                break
            self.take()
        self.take_symbol(">")
        self.take_symbol("->")
        return syntax.FunctionType(at=at, parameters=tuple(parameters), result=self.type())
