"""The world: an immutable look-up of what was deployed and of large values. Filled by the runtime or by a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from lingqu.engine.clocks import BUILT_IN
from lingqu.kernel.values import Json
from lingqu.worktime import Calendar

if TYPE_CHECKING:
    from lingqu.engine.decisions import Bound, DeployedDecision
    from lingqu.engine.program import Program


class GlobalListener(msgspec.Struct, frozen=True, kw_only=True):
    """A listener to the changes of every user task: hears of these events, before those drawn or after them."""

    type: str
    retries: int
    events: frozenset[str]
    after: bool = False


class World(msgspec.Struct, frozen=True, kw_only=True):
    """Programs and decisions by definition key, latest versions by (tenant, process id), large values by hash.

    A miss is asked for by Needs; an entry of 0 in `latest`, `called` or `bound` says that there is none.
    """

    programs: Mapping[int, Program]
    latest: Mapping[tuple[str, str], int] = {}
    decisions: Mapping[int, DeployedDecision] = {}
    bound: Mapping[Bound, int] = {}  # of decisions
    called: Mapping[Bound, int] = {}  # of processes that are not called in their latest version
    values: Mapping[str, Json] = {}
    calendars: Mapping[str, Calendar] = BUILT_IN  # working calendars by name
    shared: Mapping[str, Json] | None = None  # what expressions find as `camunda`, by tenant; None: nothing anywhere
    listeners: Mapping[str, tuple[GlobalListener, ...]] | None = None  # to user tasks, by tenant; None: nowhere
    zone: str = "UTC"  # of dates and times in a model that name none
