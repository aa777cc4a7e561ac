"""The reference page of the rules, made from the rules themselves: docs/reference/checks.md."""

from __future__ import annotations

import sys

from lingqu.checks.problems import Rule
from lingqu.checks.rules import HOUSE_RULES, RULES

_HEAD = """# Checks of a drawing

`lingqu check` and the deployment look at every drawing by these rules. An **error** could not run: the
drawing is not deployed. A **warning** runs, but hardly as it was meant. An **info** could be drawn better. In a process
that is not marked as executable, errors are warnings.

| rule | severity | what it finds |
| --- | --- | --- |
"""
_HOUSE = """
## House rules

Matters of taste, not among the default rules.

| rule | severity | what it finds |
| --- | --- | --- |
"""


def page() -> str:
    """The page as Markdown."""
    return _HEAD + "".join(map(_line, RULES)) + _HOUSE + "".join(map(_line, HOUSE_RULES))


def _line(rule: Rule) -> str:
    about = (sys.modules[rule.find.__module__].__doc__ or "").partition(" A house rule")[0]
    return f"| `{rule.code}` | {rule.severity} | {about.replace('|', chr(92) + '|')} |\n"
