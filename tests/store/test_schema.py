"""Migrated schema and code agree, on both databases."""

import pytest
import sqlalchemy as sa

from lingqu.kernel.errors import Conflict
from lingqu.store import open_database
from lingqu.store.schema import drift
from lingqu.store.tables import metadata


def test_the_migrated_schema_is_the_one_in_the_code(database):
    engine = sa.create_engine(database.address.alchemy, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        assert drift(connection) == []
    engine.dispose()


def test_check_accepts_the_newest_schema(database):
    database.check()


def test_check_names_what_a_database_without_schema_lacks(tmp_path):
    empty = open_database(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(Conflict, match="lingqu db upgrade"):
        empty.check()


def test_upgrading_twice_changes_nothing(database):
    database.upgrade()
    database.check()


def test_every_column_can_be_named_without_quotes(database):
    with database.reading() as c:
        for table in metadata.tables.values():
            names = ", ".join(column.name for column in table.columns)
            assert c.rows(f"SELECT {names} FROM {table.name} WHERE 1 = 0") == []  # noqa: S608 - our own names


def test_history_and_activity_can_be_cut_into_partitions(postgres_database):
    with postgres_database.reading() as c:
        found = c.rows("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1")
    beyond = 1 + (1 << 24)
    names = [f"{table}_{part}" for table in ("activity", "history") for part in (0, beyond, "rest")]
    assert [name for (name,) in found] == names


def test_the_newest_revision_is_the_head_of_the_migrations():
    from alembic.script import ScriptDirectory

    from lingqu.store.migrations import NEWEST
    from lingqu.store.schema import _config

    assert ScriptDirectory.from_config(_config()).get_current_head() == NEWEST


def test_an_upgrade_of_what_is_up_to_date_needs_no_migration_tool(tmp_path):
    import subprocess
    import sys

    url = f"sqlite:///{tmp_path / 'lingqu.db'}"
    code = f"import sys; from lingqu.store import open_database; d = open_database({url!r}); d.upgrade(); d.close()"
    subprocess.run([sys.executable, "-c", code], check=True)

    again = subprocess.run(
        [sys.executable, "-c", f"{code}; print('alembic' in sys.modules, 'sqlalchemy' in sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )

    assert again.stdout.split() == ["False", "False"]
