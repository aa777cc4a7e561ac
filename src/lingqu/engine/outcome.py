"""What step answers: an Outcome, or Needs (something must be fetched, then step is called again)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from lingqu.engine.decisions import Bound
from lingqu.engine.events import Event
from lingqu.engine.state import State


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The new state, what happened on the way, the pages that changed and the large values that came up."""

    state: State
    events: tuple[Event, ...]
    pages: frozenset[int] = frozenset()
    values: Mapping[str, bytes] = {}  # hash -> JSON bytes of values over LARGE that events refer to


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What step lacks. Nothing has been done; fetch it and call step again with the same command."""

    pages: frozenset[int] = frozenset()
    every_page: bool = False
    values: frozenset[str] = frozenset()  # hashes of large values
    definitions: frozenset[int] = frozenset()  # keys of deployed processes
    latest: frozenset[tuple[str, str]] = frozenset()  # (tenant, process id): the latest version is asked for
    decisions: frozenset[int] = frozenset()  # keys of deployed decisions
    bound: frozenset[Bound] = frozenset()  # decisions of which the version is asked for
    called: frozenset[Bound] = frozenset()  # processes of which the version is asked for
    shared: frozenset[str] = frozenset()  # tenants of which the shared variables are asked for
    listeners: frozenset[str] = frozenset()  # tenants of which the global listeners are asked for
    numbers: int = 0  # fresh instance keys that the command must carry
    lineage: bool = False  # the command must carry the instance's lineage
