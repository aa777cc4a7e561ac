"""Small statistics over durations in ms: exact, by sorting. Percentiles are the nearest rank's value."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(ordered: Sequence[int], share: float) -> int | None:
    """The nearest-rank percentile of an ascending list; None of an empty one."""
    if not ordered:
        return None
    rank = max(1, -(-int(len(ordered) * share * 1000) // 1000))
    return ordered[min(rank, len(ordered)) - 1]


def mean(values: Sequence[int]) -> int | None:
    """The mean, rounded to whole ms; None of an empty list."""
    return round(sum(values) / len(values)) if values else None
