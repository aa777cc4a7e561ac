"""lingqu eval: a FEEL expression on sample data."""

from __future__ import annotations

import time
from pathlib import Path

from lingqu import feel
from lingqu.cli.output import errors, language, print_json
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import decode


def evaluate(expression: str, *, context: Path | None = None) -> int:
    """Evaluate a FEEL expression and print its value as JSON; warnings go to standard error.

    Parameters
    ----------
    expression
        The expression, with or without "=" at its beginning.
    context
        JSON file with the variables.

    """
    variables = decode(context.read_bytes()) if context else {}
    if not isinstance(variables, dict):
        raise Invalid("api.bad_field", field="context", reason="expected a JSON object")
    found = feel.compile(expression.removeprefix("="), names=variables).evaluate(
        variables, now=time.time_ns() // 1_000_000
    )
    for one in found.warnings:
        errors.print(f"[yellow]![/yellow] {one.message.text(language())}", highlight=False)
    print_json(found.json)
    return 0
