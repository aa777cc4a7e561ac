"""A job as a handler sees it."""

from __future__ import annotations

from typing import Any

import msgspec


class Job(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A job in this worker's hands. Keys are text; `deadline` is when the first lease ends, ms since the epoch."""

    job_key: str
    type: str
    process_instance_key: str
    process_definition_id: str
    process_definition_version: int
    process_definition_key: str
    element_id: str
    element_instance_key: str
    custom_headers: dict[str, str] = {}
    retries: int
    deadline: int
    variables: dict[str, Any] = {}
    tenant_id: str = ""
    business_id: str | None = None
    tags: list[str] = []
    priority: int = 0
    kind: str = "BPMN_ELEMENT"
    listener_event_type: str = "UNSPECIFIED"
    job_lease_token: str | None = None
