"""Types of functions and of what calls give."""

from __future__ import annotations

from lingqu.feel import static, syntax
from lingqu.feel.arguments import Arguments, parameter_names, result, unknown_names
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.joining import joined, may_become, plain
from lingqu.feel.registry import Builtin
from lingqu.feel.types import ANY, FunctionOf, Type
from lingqu.feel.values import Value
from lingqu.feel.visiting import Names, Visitor, shown


class Calls(Visitor):
    """Visits functions and calls."""

    def function(self, node: syntax.FunctionLiteral, names: Names) -> Type:
        kinds = tuple(self.written(each.type) for each in node.parameters)
        known = tuple(each.name for each in node.parameters)
        if len(set(known)) < len(known):
            self.find("duplicate_parameter", node.at)
        given = dict(zip(known, kinds, strict=True))
        return FunctionOf(kinds, ANY if node.external else self.visit(node.body, {**names, **given}), known)

    def call(self, node: syntax.Call, names: Names) -> Type:
        callee = node.function
        builtin = BUILTINS.get(callee.name) if isinstance(callee, syntax.Name) else None
        own = names.get(callee.name) if isinstance(callee, syntax.Name) else None
        kind = plain(own) if own is not None and builtin is not None else None
        if builtin is None:
            kind = self._callee(callee, names)
        arguments = Arguments(
            kinds=tuple(self.visit(argument, names) for argument in node.arguments),
            values=tuple(map(_constant, node.arguments)),
            names=node.names,
        )
        if isinstance(kind, FunctionOf):
            return self._called(kind, callee, arguments, node.at)
        if builtin is None or kind == ANY:  # a variable of a built-in's name may be a function
            return ANY
        return self._of_builtin(builtin, arguments, node.at)

    def _callee(self, callee: syntax.Node, names: Names) -> Type:
        if isinstance(callee, syntax.Name) and callee.name not in names:
            self.unknown("unknown_function", callee.name, (*names, *BUILTINS), callee.at)
            return ANY
        return self.visit(callee, names)

    def _of_builtin(self, function: Builtin, arguments: Arguments, at: int) -> Type:
        found = result(function, arguments)
        if found is not None:
            return found
        unknown = unknown_names(function, arguments.names)
        for name in unknown:
            self.unknown("unknown_parameter", name, parameter_names(function), at, function=function.name)
        if not unknown:
            expected = " | ".join(overload.shown() for overload in function.overloads)
            self.find("never_fitting", at, function=function.name, given=arguments.shown(), expected=expected)
        return joined(overload.gives for overload in function.overloads)

    def _called(self, kind: FunctionOf, callee: syntax.Node, arguments: Arguments, at: int) -> Type:
        """A call of a function written in FEEL."""
        name = callee.name if isinstance(callee, syntax.Name | syntax.Path) else "function"
        unknown = [one for one in arguments.names or () if kind.names and one not in kind.names]
        for one in unknown:
            self.unknown("unknown_parameter", one, kind.names, at, function=name)
        if not unknown and not self._fit(kind, arguments):
            words = map(": ".join, zip(kind.names, map(shown, kind.parameters), strict=True)) if kind.names else ()
            expected = f"({', '.join(words or map(shown, kind.parameters))})"
            self.find("never_fitting", at, function=name, given=arguments.shown(), expected=expected)
        return kind.result

    @staticmethod
    def _fit(kind: FunctionOf, arguments: Arguments) -> bool:
        if arguments.names is None:
            wanted = kind.parameters
        elif kind.names:
            by_name = dict(zip(kind.names, kind.parameters, strict=True))
            wanted = tuple(by_name[name] for name in arguments.names)
        else:
            return len(arguments.kinds) <= len(kind.parameters)
        return len(arguments.kinds) == len(wanted) and all(map(may_become, arguments.kinds, wanted))


def _constant(node: syntax.Node) -> Value:
    try:
        return static.constant(node)
    except static.NotConstant:
        return None
