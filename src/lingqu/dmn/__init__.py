"""Decisions evaluated: DMN in, values and their history out. Pure: the caller hands in the documents and the time."""

from lingqu.dmn.decisions import Decisions, Info, compile  # noqa: A004
from lingqu.dmn.places import Place, Warning_
from lingqu.dmn.result import (
    EvaluatedDecision,
    EvaluatedInput,
    EvaluatedOutput,
    EvaluatedTable,
    MatchedRule,
    Result,
)
from lingqu.dmn.scope import Problem

__all__ = [
    "Decisions",
    "EvaluatedDecision",
    "EvaluatedInput",
    "EvaluatedOutput",
    "EvaluatedTable",
    "Info",
    "MatchedRule",
    "Place",
    "Problem",
    "Result",
    "Warning_",
    "compile",
]
