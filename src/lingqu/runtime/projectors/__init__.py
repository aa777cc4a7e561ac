"""Events to rows, one file a family. Importing this package registers them all."""

from lingqu.runtime.projectors import (
    activity,
    decisions,
    incidents,
    instances,
    jobs,
    migration,
    seats,
    tasks,
    variables,
    waits,
)

__all__ = [
    "activity",
    "decisions",
    "incidents",
    "instances",
    "jobs",
    "migration",
    "seats",
    "tasks",
    "variables",
    "waits",
]
