"""All tables, as SQLAlchemy sees them; migrations create them, a test compares the two.

Every row has its tenant and, where it belongs to one, its root instance. Times are ms since the epoch, UTC; keys are
64-bit; JSON is stored as bytes. Rooms above own the SQL that reads and writes these tables.
"""

from lingqu.store.tables import (
    case,
    decisions,
    feed,
    ground,
    hub,
    keeping,
    kept,
    models,
    operations,
    people,
    shared,
    work,
)
from lingqu.store.tables.columns import metadata

__all__ = [
    "case",
    "decisions",
    "feed",
    "ground",
    "hub",
    "keeping",
    "kept",
    "metadata",
    "models",
    "operations",
    "people",
    "shared",
    "work",
]
