"""Of workers: how a job went."""

from __future__ import annotations

import msgspec

from lingqu.engine.commands.command import Command
from lingqu.engine.commands.many import AdHocAnswer
from lingqu.kernel.values import Json


class Corrections(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What a task listener corrects of its task; None: as it is. An empty text and 0 take away."""

    assignee: str | None = None
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    due: int | None = None
    follow_up: int | None = None
    priority: int | None = None


class CompleteJob(Command, frozen=True, kw_only=True):
    """`denied`, `denied_reason`, `corrections`: a task listener answers whether it denies the change, what it corrects.

    `ad_hoc`: the answer of the worker of an ad-hoc sub-process.
    """

    job: int
    variables: dict[str, Json] = {}
    denied: bool = False
    denied_reason: str = ""
    corrections: Corrections | None = None
    ad_hoc: AdHocAnswer | None = None


class FailJob(Command, frozen=True, kw_only=True):
    """`retry_at`: ms since the epoch; 0 means at once. With no retries left an incident is raised."""

    job: int
    retries: int
    error: str = ""
    retry_at: int = 0
    variables: dict[str, Json] = {}


class ThrowJobError(Command, frozen=True, kw_only=True):
    """A BPMN error from the worker: caught by a boundary event or event sub-process, else an incident."""

    job: int
    code: str
    error: str = ""
    variables: dict[str, Json] = {}


class SetJobRetries(Command, frozen=True, kw_only=True):
    job: int
    retries: int
