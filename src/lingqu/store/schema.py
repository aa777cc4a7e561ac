"""The schema: migrations run from code, so that an installed wheel needs no settings file."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from lingqu.kernel.errors import Conflict, Invalid
from lingqu.store.tables import metadata
from lingqu.store.tables.ground import format_, node
from lingqu.store.url import Address, parse_url

_SCRIPTS = Path(__file__).parent / "migrations"
_ATTEMPTS = 5
#: ms that a change waits for a table which others keep busy; meanwhile everybody else waits behind it.
_LOCK_WAIT = 3000
#: ms after its last sign of life that a node may still be at work.
_LIVE = 60_000
#: The row of `format` that names the oldest revision whose code can work on this schema.
_BEARS = "schema"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connected(address: Address) -> Iterator[Connection]:
    # On the server that takes writes, and leaving nothing prepared in a session that a pooler gives to others.
    how = {"target_session_attrs": "read-write", "prepare_threshold": None} if address.dialect == "postgresql" else {}
    engine = create_engine(address.alchemy, poolclass=NullPool, connect_args=how)
    if address.dialect == "sqlite":  # the driver would begin too late: before the first row, not before the first table
        sa.event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
        sa.event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def upgrade(address: Address, *, after: bool = False) -> tuple[str, ...]:
    """Run the missing revisions, all in one transaction; the post-deploy halves that are left for later.

    They are left while other nodes are alive, unless `after` says that all nodes are new. A schema that is newer than
    this code stays as it is. Raises Invalid if the database cannot be reached, Conflict if it is too new for this code.
    """
    for attempt in range(_ATTEMPTS):
        try:
            with _connected(address) as connection, connection.begin():
                _alone(connection)
                return _run(connection, after=after)
        except DBAPIError as error:
            # Two processes that create the first table at once: one of them sees a duplicate and looks again.
            # A table that others keep busy: better let them pass than have everybody wait behind us.
            again = "already exists" in str(error) or getattr(error.orig, "sqlstate", "") == "55P03"
            if attempt == _ATTEMPTS - 1 or not again:
                raise Invalid("store.cannot_open", reason=str(error.orig)) from error
            time.sleep(0.2)
    raise AssertionError("Expected the last attempt to return or to raise")


def _run(connection: Connection, *, after: bool) -> tuple[str, ...]:
    missing = _missing(connection)
    later = next((place for place, one in enumerate(missing) if _is_post(one)), len(missing))
    if after or not _others_live(connection):
        later = len(missing)
    if later:
        command.upgrade(_config(connection), missing[later - 1].revision)
    for one in missing[:later]:
        if _is_post(one):
            _bear(connection, int(str(one.down_revision)))
    return tuple(one.revision for one in missing[later:])


def _missing(connection: Connection) -> list[Script]:
    """The revisions that the database lacks, oldest first. Raises Conflict if it is too new for this code."""
    scripts = ScriptDirectory.from_config(_config())
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found > str(scripts.get_current_head()):
        oldest = connection.scalar(sa.select(format_.c.number).where(format_.c.name == _BEARS)) or 0
        if oldest > int(str(scripts.get_current_head())):
            raise Conflict("store.newer_schema", found=found, known=scripts.get_current_head())
        return []
    return list(scripts.iterate_revisions("heads", found or "base"))[::-1]


def _is_post(one: Script) -> bool:
    return "_post_" in Path(one.path).name


def _bear(connection: Connection, oldest: int) -> None:
    """Write down the oldest revision whose code can work on what was changed."""
    connection.execute(sa.delete(format_).where(format_.c.name == _BEARS))
    connection.execute(sa.insert(format_).values(name=_BEARS, number=oldest))


def _others_live(connection: Connection) -> bool:
    """Whether nodes may be at work; on SQLite nobody is while we hold the file."""
    if connection.dialect.name != "postgresql" or not sa.inspect(connection).has_table(node.name):
        return False
    since = time.time_ns() // 1_000_000 - _LIVE
    return bool(connection.scalar(sa.select(sa.func.count()).where(node.c.alive >= since)))


def _alone(connection: Connection) -> None:
    """PostgreSQL: the second process waits here until the first has committed. SQLite has one process anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS schema_upgrade (id integer PRIMARY KEY)"))
        connection.execute(sa.text("LOCK TABLE schema_upgrade IN ACCESS EXCLUSIVE MODE"))
        connection.execute(sa.text(f"SET LOCAL lock_timeout = {_LOCK_WAIT}"))


def at_head(address: Address) -> None:
    """Raises Conflict(store.not_upgraded) if a revision is missing, Conflict(store.newer_schema) if it is too new."""
    try:
        with _connected(address) as connection:
            missing = _missing(connection)
            found = MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise Invalid("store.cannot_open", reason=str(error.orig)) from error
    if missing:
        raise Conflict("store.not_upgraded", found=found or "nothing", wanted=missing[-1].revision)


def drift(connection: Connection) -> list[object]:
    """How the database's tables differ from the code's, as Alembic's operations; empty if they agree."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - only tests and `lingqu db check` compare

    context = MigrationContext.configure(
        connection,
        opts={
            "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables,
            "compare_type": True,
            "compare_server_default": True,
        },
    )
    with warnings.catch_warnings():  # SQLAlchemy cannot read an index on a formula back from SQLite
        for said in ("Skipped unsupported reflection of", "autogenerate skipping metadata-specified"):
            warnings.filterwarnings("ignore", message=f"{said} expression-based index")
        return list(compare_metadata(context, metadata))


def main() -> None:
    """Upgrade the database whose address stands on standard input: it may hold a password."""
    upgrade(parse_url(sys.stdin.read()))


if __name__ == "__main__":
    main()
