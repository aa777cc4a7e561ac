"""What a node counts, as Prometheus metrics: a registry of its own, so that two nodes in a process do not mix.

Counted after the commit, by batch: a step knows nothing of it.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from lingqu.engine.events import (
    IncidentRaised,
    InstanceCancelled,
    InstanceCompleted,
    InstanceFailed,
    InstanceStarted,
    JobCompleted,
    JobCreated,
    JobErrorThrown,
    JobFailed,
)
from lingqu.runtime.work import CaseDone

_WORKS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
_LAG = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600)

#: event -> the counter's name and what it counts.
_COUNTED = {
    InstanceStarted: ("lingqu_instances_started", "Instances started."),
    InstanceCompleted: ("lingqu_instances_completed", "Instances completed."),
    InstanceCancelled: ("lingqu_instances_cancelled", "Instances cancelled or terminated."),
    InstanceFailed: ("lingqu_instances_failed", "Instances ended by an error that nothing catches."),
    JobCreated: ("lingqu_jobs_created", "Jobs made."),
    JobCompleted: ("lingqu_jobs_completed", "Jobs completed."),
    JobFailed: ("lingqu_jobs_failed", "Attempts at jobs that have failed."),
    JobErrorThrown: ("lingqu_jobs_errors", "Jobs that threw a BPMN error."),
    IncidentRaised: ("lingqu_incidents_raised", "Incidents raised."),
}
_KINDS = frozenset(_COUNTED)


class Spread(Collector):
    """A histogram that one thread fills: nothing is locked, and each commit fills three."""

    def __init__(self, name: str, words: str, bounds: Sequence[float], registry: CollectorRegistry) -> None:
        self._name, self._words, self._bounds = name, words, bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0
        registry.register(self)

    def observe(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def collect(self) -> Iterator[Metric]:
        """What Prometheus is told: how many were at most so large."""
        names = (*(str(float(bound)) for bound in self._bounds), "+Inf")
        buckets = list(zip(names, accumulate(self._counts), strict=True))
        yield HistogramMetricFamily(self._name, self._words, buckets=buckets, sum_value=self._sum)


class Counts(Collector):
    """Counters of events that one thread fills, as Spread is filled: nothing is locked."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._since = time.time()
        self._numbers: dict[type, int] = dict.fromkeys(_COUNTED, 0)
        registry.register(self)

    def count(self, events: Iterable[object]) -> None:
        for kind in map(type, events):
            if kind in self._numbers:
                self._numbers[kind] += 1

    def collect(self) -> Iterator[Metric]:
        """What Prometheus is told."""
        for kind, (name, words) in _COUNTED.items():
            yield CounterMetricFamily(name, words, value=self._numbers[kind], created=self._since)


class Figures:
    """The counters of one node; its methods may be called from any thread."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._events = Counts(registry)
        self._activated = Counter("lingqu_jobs_activated", "Jobs given out under a lease.", registry=registry)
        self._works = Spread("lingqu_writer_batch_works", "Works of one transaction.", _WORKS, registry)
        self._batch = Spread("lingqu_writer_batch_seconds", "From taking a batch to its commit.", _SECONDS, registry)
        self._commit = Spread("lingqu_writer_commit_seconds", "The COMMIT alone.", _SECONDS, registry)
        self._timers = Counter("lingqu_timers_fired", "Timers fired.", registry=registry)
        self._lag = Histogram(
            "lingqu_timer_lag_seconds", "From a timer's due time to its commit.", buckets=_LAG, registry=registry
        )

    def gauge(self, name: str, words: str, read: Callable[[], float]) -> None:
        """A figure that is read when somebody asks."""
        Gauge(name, words, registry=self.registry).set_function(read)

    def counter(self, name: str, words: str) -> Counter:
        """A counter for whoever counts by itself."""
        return Counter(name, words, registry=self.registry)

    def batch(self, works: int, seconds: float, commit: float) -> None:
        """A transaction was committed."""
        self._works.observe(works)
        self._batch.observe(seconds)
        self._commit.observe(commit)

    def committed(self, done: Sequence[CaseDone]) -> None:
        """After a commit: count what happened."""
        for one in done:
            if not _KINDS.isdisjoint(one.kinds):
                self._events.count(one.events)

    def activated(self, jobs: int) -> None:
        """So many jobs were given out, durably."""
        self._activated.inc(jobs)

    def fired(self, lag_ms: int) -> None:
        """A timer has fired, so late."""
        self._timers.inc()
        self._lag.observe(max(0, lag_ms) / 1000)

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)
