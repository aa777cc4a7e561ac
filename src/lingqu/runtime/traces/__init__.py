"""Traces for OpenTelemetry: one an instance with all that it calls, a span for each element, made from rows.

The law: a trace never holds a step up and never changes one. Spans are made after the commit, from what it wrote; what
cannot be sent in time is dropped and counted. Ids follow from keys, so that any node goes on with the same trace.
"""

from lingqu.runtime.traces.caller import CALLER
from lingqu.runtime.traces.tracing import Collector, Tracing

__all__ = ["CALLER", "Collector", "Tracing"]
