"""lingqu decide: a decision of a DMN file on sample data."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from lingqu import dmn
from lingqu.cli.output import errors, language, print_json
from lingqu.feel.convert import to_json
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import decode
from lingqu.model.dmn import read


def decide(file: Path, decision: str = "", *, context: Path | None = None, history: bool = False) -> int:
    """Evaluate a decision and print its value as JSON; warnings go to standard error.

    Parameters
    ----------
    file
        The DMN file; models that it imports stand beside it.
    decision
        Id or name of the decision, or of a decision service. Without it every decision is evaluated.
    context
        JSON file with the input data by name; texts of dates, times and durations are read as the inputs' types say.
    history
        Print every decision with its inputs and the rules that matched instead of the value alone.

    """
    if not file.is_file():
        raise Invalid("cli.no_file", path=str(file))
    given = decode(context.read_bytes()) if context else {}
    if not isinstance(given, dict):
        raise Invalid("api.bad_field", field="context", reason="expected a JSON object")
    main = read(file.read_bytes())
    wanted = {one.namespace for one in main.imports}
    beside = (read(path.read_bytes()) for path in sorted(file.parent.glob("*.dmn")) if wanted and path != file)
    model = dmn.compile(main, _once(one for one in beside if one.namespace != main.namespace))
    for problem in model.problems:
        mark = "[red]✗[/red]" if problem.severity == "error" else "[yellow]![/yellow]"
        errors.print(f"{mark} {problem.message.text(language())}", highlight=False)
    inputs, now = model.from_json(given), time.time_ns() // 1_000_000
    if not decision:
        result = model.evaluate_all(inputs, now=now)
    elif any(one.kind == "service" and decision in (one.id, one.name) for one in model.elements):
        result = model.evaluate_service(decision, inputs, now=now)
    else:
        result = model.evaluate(decision, inputs, now=now)
    for warning in result.warnings:
        place = f"{warning.place.message.text(language())}: " if warning.place is not None else ""
        errors.print(f"[yellow]![/yellow] {place}{warning.message.text(language())}", highlight=False)
    print_json({"value": result.json, "decisions": _history(result)} if history else result.json)
    return 1 if any(one.severity == "error" for one in model.problems) else 0


def _once(documents: Any) -> list[Any]:
    """The first document of each namespace."""
    found: dict[str, Any] = {}
    for one in documents:
        found.setdefault(one.namespace, one)
    return list(found.values())


def _history(result: dmn.Result) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "name": one.name,
            "value": to_json(one.value)[0],
            "inputs": {given.name: to_json(given.value)[0] for given in one.inputs},
            "tables": [
                {
                    "element": table.element,
                    "inputs": {given.name: to_json(given.value)[0] for given in table.inputs},
                    "rules": [
                        {
                            "index": rule.index,
                            "id": rule.id,
                            "outputs": {made.name: to_json(made.value)[0] for made in rule.outputs},
                        }
                        for rule in table.matched
                    ],
                }
                for table in one.tables
            ],
        }
        for one in result.decisions
    ]
