"""lingqu db: bring the database's schema to this version, or say whether it is there."""

from __future__ import annotations

from pathlib import Path

from lingqu.cli.opening import settings
from lingqu.cli.output import failed, say
from lingqu.kernel.errors import Conflict
from lingqu.store import open_database


def upgrade(*, after: bool = False, config: Path | None = None) -> None:
    """Create or upgrade the tables. Safe to run again, and while older nodes still work.

    Parameters
    ----------
    after
        All nodes are of this version now: also take away what only older ones needed.
    config
        TOML file with settings (default: lingqu.toml, if there is one).

    """
    db = open_database(settings(config).database)
    try:
        later = ", ".join(db.upgrade(after=after))
    finally:
        db.close()
    if later:
        say(
            f"数据库结构已可供本版本使用; 其他节点都升级后, 请运行 lingqu db upgrade --after 完成余下步骤 ({later})",
            f"The schema is ready for this version; once all nodes are upgraded, finish it ({later}) by"
            " `lingqu db upgrade --after`",
        )
    else:
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
