"""What a worker counts, as Prometheus metrics. One set a worker, so that two in a process do not share."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Figures:
    """`registry`: where they are registered; a program with an exposition of its own gives its registry."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry if registry is not None else CollectorRegistry()
        self.activated = Counter("lingqu_worker_jobs_activated", "Jobs taken.", ["type"], registry=self.registry)
        self.settled = Counter(
            "lingqu_worker_jobs_settled",
            "Jobs answered: completed, failed, error, lost (the lease was somebody else's), returned (not begun).",
            ["type", "outcome"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "lingqu_worker_handler_seconds", "How long handlers took.", ["type"], registry=self.registry
        )
        self.running = Gauge("lingqu_worker_jobs_running", "Jobs at work now.", ["type"], registry=self.registry)
        self.extended = Counter(
            "lingqu_worker_leases_extended", "Leases made longer.", ["type"], registry=self.registry
        )
        self.reconnects = Counter(
            "lingqu_worker_reconnects",
            "Requests tried again: no connection, or too much to do.",
            registry=self.registry,
        )
