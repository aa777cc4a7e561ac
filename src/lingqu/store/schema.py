"""The schema: migrations run from code, so that an installed wheel needs no settings file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from lingqu.kernel.errors import Conflict, Invalid
from lingqu.store.tables import metadata
from lingqu.store.url import Address

_SCRIPTS = Path(__file__).parent / "migrations"
_ATTEMPTS = 5


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connected(address: Address) -> Iterator[Connection]:
    engine = create_engine(address.alchemy, poolclass=NullPool)
    if address.dialect == "sqlite":  # the driver would begin too late: before the first row, not before the first table
        sa.event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
        sa.event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def upgrade(address: Address) -> None:
    """Run the missing revisions, all in one transaction. Raises Invalid if the database cannot be reached."""
    for attempt in range(_ATTEMPTS):
        try:
            with _connected(address) as connection, connection.begin():
                _alone(connection)
                command.upgrade(_config(connection), "head")
            return
        except DBAPIError as error:
            # Two processes that create the first table at once: one of them sees a duplicate and looks again.
            if attempt == _ATTEMPTS - 1 or not isinstance(error.orig, Exception) or "already exists" not in str(error):
                raise Invalid("store.cannot_open", reason=str(error.orig)) from error
            time.sleep(0.2)


def _alone(connection: Connection) -> None:
    """PostgreSQL: the second process waits here until the first has committed. SQLite has one process anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS schema_upgrade (id integer PRIMARY KEY)"))
        connection.execute(sa.text("LOCK TABLE schema_upgrade IN ACCESS EXCLUSIVE MODE"))


def at_head(address: Address) -> None:
    """Raises Conflict(store.not_upgraded) if the database's revision is not our newest."""
    wanted = ScriptDirectory.from_config(_config()).get_current_head()
    try:
        with _connected(address) as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise Invalid("store.cannot_open", reason=str(error.orig)) from error
    if found != wanted:
        raise Conflict("store.not_upgraded", found=found or "nothing", wanted=wanted)


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
    return list(compare_metadata(context, metadata))
