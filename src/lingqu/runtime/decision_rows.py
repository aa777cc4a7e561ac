"""What was decided, as rows: of a task's event, or of an evaluation asked for from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lingqu.kernel.values import Json, encode

#: Bytes of JSON that a decision's row shows of its value.
SHOWN = 8192


def decision_rows(
    *,
    evaluation: int,
    asked: int,
    requirements: int,
    made: Sequence[tuple[int, str]],
    failure: Mapping[str, str],
    details: Json,
    hash_: str,
    at: int,
    tenant: str,
    instance: int = 0,
    root: int = 0,
    process: int = 0,
    owner: int = 0,
) -> Iterator[dict[str, Any]]:
    """The rows of one evaluation. With `hash_` its details stand in a `value` row, else each row has its own."""
    told = details["decisions"] if details is not None else [None] * len(made)
    notes = details["notes"] if details is not None else []
    for place, ((definition, kind), one) in enumerate(zip(made, told, strict=True), 1):
        last = place == len(made)
        own = b"" if hash_ or one is None else encode({**one, "notes": notes if last else []})
        yield {
            "evaluation": evaluation,
            "place": place,
            "tenant": tenant,
            "definition": definition,
            "asked": asked,
            "requirements": requirements,
            "kind": kind,
            "instance": instance,
            "root": root,
            "process": process,
            "owner": owner,
            "at": at,
            "failed": int(last and bool(failure)),
            "failure": failure.get("en", "") if last else "",
            "value": "" if one is None else encode(one["value"])[:SHOWN].decode(errors="ignore"),
            "details": own,
            "hash": hash_,
        }
