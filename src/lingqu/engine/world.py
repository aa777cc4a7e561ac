"""The world: an immutable look-up of what was deployed and of large values. Filled by the runtime or by a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from lingqu.kernel.values import Json

if TYPE_CHECKING:
    from lingqu.engine.program import Program


class World(msgspec.Struct, frozen=True, kw_only=True):
    """Programs by definition key, latest versions by (tenant, process id), large values by hash.

    A miss is asked for by Needs; a `latest` entry of 0 says that there is no such process.
    """

    programs: Mapping[int, Program]
    latest: Mapping[tuple[str, str], int] = {}
    values: Mapping[str, Json] = {}
    zone: str = "UTC"  # of dates and times in a model that name none
