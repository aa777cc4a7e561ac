"""The item definitions of a model as FEEL types: contexts, collections, constraints, functions, imported names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from lingqu.feel import Expression, SyntaxProblem, compile_unary
from lingqu.feel.state import State
from lingqu.feel.syntax import INPUT
from lingqu.feel.types import ANY, NAMED, Constrained, ContextOf, FunctionOf, ListOf, Reference, Type
from lingqu.feel.values import Value
from lingqu.model.dmn import Definitions
from lingqu.model.dmn.elements import ItemDefinition, UnaryTests

_MAX_REFERENCES = 64
Report = Callable[[str, SyntaxProblem], None]


class Allowed:
    """The constraint of a type. A list passes if it does as a whole, or (`each`) if all its items do."""

    __slots__ = ("each", "tests")

    def __init__(self, tests: Expression, *, each: bool) -> None:
        self.tests = tests
        self.each = each

    def passes(self, s: State, value: Value, siblings: Mapping[str, Value]) -> bool:
        """Whether a value is allowed; `siblings` are the entries beside it, which the tests may name."""
        s.quiet += 1
        try:
            if self._holds(s, value, siblings):
                return True
            return self.each and type(value) is list and all(self._holds(s, item, siblings) for item in value)
        finally:
            s.quiet -= 1

    def _holds(self, s: State, value: Value, siblings: Mapping[str, Value]) -> bool:
        return self.tests.within(s, {**siblings, INPUT: value}) is True


class Types:
    """The types that one model knows. `by_name` is what FEEL's compiler takes."""

    def __init__(
        self, definitions: Definitions, imported: Iterable[tuple[str, Mapping[str, Type]]], report: Report
    ) -> None:
        """`imported` are the types of imported models with the names of the imports."""
        self.by_name: dict[str, Type] = {}
        self._report = report
        self._prefixes = _prefixes(definitions)
        for name, types in imported:
            for inner, kind in types.items():
                self.by_name[f"{name}.{inner}" if name else inner] = kind
        for item in definitions.items:
            if item.name:
                self.by_name[plain(item.name)] = ANY  # so that definitions may refer to later ones
        for item in definitions.items:
            if item.name:
                self.by_name[plain(item.name)] = self._defined(item)

    def named(self, reference: str) -> Type | None:
        """The type behind a `typeRef`; None if there is no such type."""
        name = self.name(reference)
        if name in self.by_name:
            return Reference(name, self.by_name)
        return NAMED.get(name)

    def name(self, reference: str) -> str:
        """A reference as the name that this model uses: DMN 1.1 writes `prefix:name`."""
        name = plain(reference)
        prefix, colon, local = name.partition(":")
        if not colon or name in self.by_name:
            return name
        if prefix in self._prefixes:
            own = self._prefixes[prefix]
            return f"{own}.{local}" if own else local
        return local if prefix == "feel" else name

    def resolved(self, kind: Type | None) -> Type | None:
        """What a reference finally means."""
        for _ in range(_MAX_REFERENCES):
            if not isinstance(kind, Reference):
                return kind
            kind = kind.target()
        return None

    def _defined(self, item: ItemDefinition, siblings: frozenset[str] = frozenset()) -> Type:
        """The type of an item; its constraints may name the entries beside it."""
        if item.components:
            names = frozenset(plain(part.name) for part in item.components)
            kind: Type = ContextOf({plain(part.name): self._defined(part, names) for part in item.components})
        elif item.function is not None:
            given = tuple(self.named(one.type_ref) or ANY for one in item.function.parameters)
            kind = FunctionOf(given, self.named(item.function.output_type_ref) or ANY)
        else:
            reference = item.type_ref.text if item.type_ref is not None else ""
            found = self.named(reference) if reference else ANY
            kind = found or Reference(plain(reference), self.by_name)
        name = plain(item.name)
        kind = self._constrained(name, kind, item.allowed_values, siblings, each=not item.is_collection)
        if item.is_collection:
            kind = ListOf(kind)
        return self._constrained(name, kind, item.type_constraint, siblings, each=False)

    def _constrained(
        self, name: str, kind: Type, tests: UnaryTests | None, siblings: frozenset[str], *, each: bool
    ) -> Type:
        text = tests.text.text.strip() if tests is not None and tests.text is not None else ""
        if not text or text == "-":
            return kind
        try:
            compiled = compile_unary(text, names=siblings | {INPUT})
        except SyntaxProblem as problem:
            self._report(name, problem)
            return kind
        return Constrained(name, kind, Allowed(compiled, each=each))


def plain(name: str) -> str:
    """A name with its white space as single spaces."""
    return " ".join(name.split())


def components(items: Iterable[ItemDefinition]) -> Iterable[str]:
    """The names of all entries of contexts, inner ones too."""
    for item in items:
        for part in item.components:
            yield plain(part.name)
        yield from components(item.components)


def _prefixes(definitions: Definitions) -> dict[str, str]:
    """For prefixes of XML namespaces: the name of the import that they mean, "" for the model itself and FEEL."""
    names = {one.namespace: plain(one.name) for one in definitions.imports}
    return {prefix: names.get(uri, "") for prefix, uri in definitions.namespaces if prefix}
