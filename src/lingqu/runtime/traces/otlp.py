"""OTLP over HTTP: spans as protobuf to a collector, and what its answer means. Needs `lingqu[otel]`."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as Message
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from lingqu import __version__
from lingqu.outbound.exchange import OutboundResponse
from lingqu.runtime.traces.spans import Span

#: Statuses after which the same may be sent again, as the protocol says.
AGAIN = frozenset({429, 502, 503, 504})


def encoded(spans: Sequence[Span], node: int) -> bytes:
    """The body of a request, compressed."""
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    _put(resource.resource.attributes, {"service.name": "lingqu", "service.version": __version__})
    _put(resource.resource.attributes, {"service.instance.id": str(node)})
    scope = resource.scope_spans.add()
    scope.scope.name = "lingqu.runtime"
    for one in spans:
        _fill(scope.spans.add(), one)
    return gzip.compress(request.SerializeToString(), 1)


def _fill(message: Message, span: Span) -> None:
    message.trace_id = span.trace
    message.span_id = span.id
    message.parent_span_id = span.parent
    message.name = span.name
    message.kind = Message.SPAN_KIND_INTERNAL
    message.start_time_unix_nano = span.start * 1_000_000
    message.end_time_unix_nano = span.end * 1_000_000
    _put(message.attributes, span.attributes)
    if span.error:
        message.status.code = Status.STATUS_CODE_ERROR
        message.status.message = span.error
    if span.link is not None:
        link = message.links.add()
        link.trace_id, link.span_id = span.link


def _put(attributes: Any, values: dict[str, str | int]) -> None:
    for name, value in values.items():
        one: KeyValue = attributes.add()
        one.key = name
        if isinstance(value, int):
            one.value.int_value = value
        else:
            one.value.string_value = value


def rejected(answer: OutboundResponse) -> int:
    """How many spans a collector that took the request has thrown away."""
    try:
        return int(ExportTraceServiceResponse.FromString(answer.body).partial_success.rejected_spans)
    except DecodeError:  # it took them; what it says besides is not in the protocol
        return 0
