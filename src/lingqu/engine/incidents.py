"""Kinds of incidents: what can go wrong by the model's or the data's fault. Operators see them by these names."""

from __future__ import annotations

from typing import Final

NO_FLOW: Final = "no-flow-selected"
EXPRESSION: Final = "expression"
IO_MAPPING: Final = "io-mapping"
NO_RETRIES: Final = "job-no-retries"
UNHANDLED_ERROR: Final = "unhandled-error"
CALLED_MISSING: Final = "called-process-missing"
CALLED_CANCELLED: Final = "called-process-cancelled"
DECISION_MISSING: Final = "called-decision-missing"
DECISION: Final = "decision"
VARIABLE_TYPE: Final = "variable-type"
CALL_DEPTH: Final = "call-depth"
LOOP_LIMIT: Final = "loop-limit"
COUNTER_LIMIT: Final = "counter-limit"

KINDS: Final = (
    NO_FLOW,
    EXPRESSION,
    IO_MAPPING,
    NO_RETRIES,
    UNHANDLED_ERROR,
    CALLED_MISSING,
    CALLED_CANCELLED,
    DECISION_MISSING,
    DECISION,
    VARIABLE_TYPE,
    CALL_DEPTH,
    LOOP_LIMIT,
    COUNTER_LIMIT,
)
