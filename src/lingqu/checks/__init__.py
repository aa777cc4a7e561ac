"""Checks of a drawing before it runs: one small file a rule under `rules/`, each with a code and a severity."""

from lingqu.checks.check import check
from lingqu.checks.fix import fix
from lingqu.checks.problems import Problem, Severity
from lingqu.checks.rules import ALL_RULES, RULES

__all__ = ["ALL_RULES", "RULES", "Problem", "Severity", "check", "fix"]
