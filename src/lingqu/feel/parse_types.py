"""The types of the grammar, behind `instance of` and the parameters of functions."""

from __future__ import annotations

from lingqu.feel import syntax
from lingqu.feel.cursor import Cursor

#: Names of types that hold keywords, so that reading plain words is not enough.
_LONG_TYPES = ("date and time", "days and time duration", "years and months duration")


class TypeParser(Cursor):
    """Types; names of the model's own may hold dots."""

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
