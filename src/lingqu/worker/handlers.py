"""Handlers: a function with its job type, and how its variables come in and go out by its annotations."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import normalise
from lingqu.worker.errors import JobError
from lingqu.worker.jobs import Job

#: Text of an error that goes to the server at most.
LONGEST_MESSAGE = 4_000


class Handler(msgspec.Struct, frozen=True, kw_only=True):
    """One job type. `timeout`: the lease, seconds. `fetch`: names of the variables to ask for, None for all."""

    type: str
    call: Callable[..., Any]
    awaits: bool
    timeout: float
    fetch: tuple[str, ...] | None
    backoff: Callable[[int], float]
    takes: tuple[tuple[str, Any], ...]
    gives: Any

    def arguments(self, job: Job) -> dict[str, Any]:
        """What the function is called with. Raises JobError with no retries left where variables do not fit."""
        found: dict[str, Any] = {}
        for name, kind in self.takes:
            if kind is Job:
                found[name] = job
            elif kind is Any or typing.get_origin(kind) is dict or kind is dict:
                found[name] = job.variables
            else:
                found[name] = _convert(job, kind)
        return found

    def variables(self, result: Any) -> dict[str, Any]:
        """The result as variables. Raises JobError with no retries left: the work was done, and would be done again."""
        if result is None:
            return {}
        try:
            plain = msgspec.to_builtins(result, builtin_types=(Decimal,))
            if isinstance(plain, dict) and self.gives not in (None, Any) and not isinstance(result, msgspec.Struct):
                msgspec.convert(plain, self.gives)
            clean = normalise(plain, "variables")
        except (msgspec.ValidationError, TypeError, Invalid) as wrong:
            raise JobError(f"The result of {self.type!r} does not fit: {wrong}", retries=0) from wrong
        if not isinstance(clean, dict):
            kind = type(result).__name__
            raise JobError(f"Expected {self.type!r} to return variables by name, but it returned a {kind}", retries=0)
        return clean


def _convert(job: Job, kind: Any) -> Any:
    try:
        return msgspec.convert(job.variables, kind, strict=True)
    except msgspec.ValidationError as wrong:
        raise JobError(f"The variables of {job.type!r} do not fit {kind.__name__}: {wrong}", retries=0) from wrong


def handler(
    job_type: str,
    call: Callable[..., Any],
    *,
    timeout: float,
    fetch: tuple[str, ...] | None,
    backoff: Callable[[int], float],
) -> Handler:
    """Read a function's signature. Raises TypeError for one that cannot be called with variables and a job."""
    hints = typing.get_type_hints(call, include_extras=True)
    takes = []
    for name, parameter in inspect.signature(call).parameters.items():
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise TypeError(f"Expected {call.__name__} to take parameters by name, but {name!r} is {parameter.kind}")
        takes.append((name, hints.get(name, Any)))
    if sum(kind is not Job for _, kind in takes) > 1:
        raise TypeError(f"Expected {call.__name__} to take its variables in one parameter (and a Job in another)")
    gives = hints.get("return", Any)
    return Handler(
        type=job_type,
        call=call,
        awaits=inspect.iscoroutinefunction(call),
        timeout=timeout,
        fetch=fetch if fetch is not None else _fields(takes),
        backoff=backoff,
        takes=tuple(takes),
        gives=None if gives is type(None) or isinstance(gives, str) else gives,
    )


def _fields(takes: list[tuple[str, Any]]) -> tuple[str, ...] | None:
    """The names of a struct's fields as they are in the process; None where everything may be wanted."""
    kinds = [kind for _, kind in takes if kind is not Job]
    if any(kind is Job for _, kind in takes) or not kinds:
        return None
    kind = kinds[0]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return tuple(kind.__struct_encode_fields__)
    return None


def exponential(first: float = 1.0, most: float = 60.0) -> Callable[[int], float]:
    """Seconds before the next attempt, doubled for each that failed; the argument counts them from 1."""

    def backoff(failed: int) -> float:
        return float(min(most, first * 2 ** min(failed - 1, 30)))

    return backoff


def message_of(wrong: BaseException) -> str:
    """What is told of an exception: its kind and words, without the trace."""
    return f"{type(wrong).__name__}: {wrong}"[:LONGEST_MESSAGE]


Variables = Mapping[str, Any]
