"""The rules of a drawing: one file a rule, found by being here. To add one: write the file, give its texts."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from lingqu.checks.problems import Rule

#: All rules, by the names of their files.
ALL_RULES: tuple[Rule, ...] = tuple(
    import_module(f"{__name__}.{name}").RULE for name in sorted(one.name for one in iter_modules(__path__))
)
#: What every drawing is checked against.
RULES: tuple[Rule, ...] = tuple(rule for rule in ALL_RULES if not rule.house)
#: Matters of taste, for houses that agree on them.
HOUSE_RULES: tuple[Rule, ...] = tuple(rule for rule in ALL_RULES if rule.house)
