"""lingqu db: bring the database's schema to this version, or say whether it is there."""

from __future__ import annotations

from pathlib import Path

from lingqu.cli.opening import settings
from lingqu.cli.output import failed, say
from lingqu.kernel.errors import Conflict
from lingqu.store import open_database


def upgrade(*, config: Path | None = None) -> None:
    """Create or upgrade the tables. Safe to run again, and while older nodes still work."""
    db = open_database(settings(config).database)
    try:
        db.upgrade()
    finally:
        db.close()
    say("数据库结构已是最新", "The database's schema is up to date")


def check(*, config: Path | None = None) -> int:
    """Exit code 0 if the schema is this version's, 1 if not."""
    db = open_database(settings(config).database)
    try:
        db.check()
    except Conflict as old:
        failed(old.message)
        return 1
    finally:
        db.close()
    say("数据库结构已是最新", "The database's schema is up to date")
    return 0
