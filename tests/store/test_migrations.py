"""From every released schema to the newest, with data in it; halves that wait; old nodes on a newer schema."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from lingqu.kernel.errors import Conflict
from lingqu.store import open_database, schema
from lingqu.store.migrations import NEWEST
from lingqu.store.schema import _config, _connected, drift
from lingqu.store.tables import metadata

#: SQLAlchemy cannot read an index over an expression back; `shape` compares the definitions of those in SQL.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")

RELEASED = [f"{number:04}" for number in range(1, int(NEWEST))]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """A database without a schema."""
    if request.param == "sqlite":
        opened = open_database(f"sqlite:///{tmp_path}/empty.db")
        yield opened
        opened.close()
        return
    server = request.getfixturevalue("postgres")
    name = server.empty(schema=False)
    opened = open_database(server.url(name))
    yield opened
    opened.close()
    server.drop(name)


def upgraded_to(database, revision):
    with _connected(database.address) as connection, connection.begin():
        command.upgrade(_config(connection), revision)


def tables(connection):
    """The tables as they are in the database, by name; partitions have no columns of their own."""
    found = sa.MetaData()
    found.reflect(connection, only=lambda name, _: name in metadata.tables)
    return found.tables


def filled(connection):
    """Two rows in every table, of values that fit its columns; what each table then holds."""
    for table in tables(connection).values():
        for number in (1, 2):
            connection.execute(table.insert().values({column.name: sample(column, number) for column in table.columns}))
    return held(connection)


def sample(column, number):
    if isinstance(column.type, sa.Integer):
        return number
    return b"\x00\xff" * number if isinstance(column.type, sa.LargeBinary) else f"{column.name} 数据 {number}"


def held(connection):
    return {
        name: [dict(row._mapping) for row in connection.execute(table.select())]
        for name, table in tables(connection).items()
    }


def shape(connection):
    """Everything about the schema that two databases can be compared by."""
    looking = sa.inspect(connection)
    return {
        name: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"], c["default"]) for c in looking.get_columns(name)
            ),
            "key": looking.get_pk_constraint(name)["constrained_columns"],
            "indexes": sorted((i["name"], tuple(i["column_names"]), i["unique"]) for i in looking.get_indexes(name)),
            "unique": sorted(tuple(u["column_names"]) for u in looking.get_unique_constraints(name)),
        }
        for name in tables(connection)
    } | {"calculated": calculated(connection)}


def calculated(connection):
    """The indexes over expressions, as the database tells them."""
    told = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%substr(%'",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexdef ILIKE '%substr%'",
    }
    return sorted(row[0] for row in connection.execute(sa.text(told[connection.dialect.name])))


@pytest.mark.parametrize("released", RELEASED)
def test_every_released_schema_comes_to_the_newest_with_its_data(empty, fresh_shape, released):
    upgraded_to(empty, released)
    with _connected(empty.address) as connection, connection.begin():
        before = filled(connection)
    assert empty.upgrade() == ()
    empty.check()
    with _connected(empty.address) as connection:
        assert drift(connection) == []
        assert shape(connection) == fresh_shape[empty.dialect]
        after = held(connection)
    for name, rows in before.items():
        assert [{column: row[column] for column in rows[0]} for row in after[name]] == rows, name


@pytest.fixture(scope="module")
def fresh_shape(postgres, sqlite_template):
    """The schema of a database that was made by this version, of each kind."""
    name = postgres.empty()
    found = {}
    for url in (postgres.url(name), f"sqlite:///{sqlite_template}"):
        database = open_database(url)
        with _connected(database.address) as connection:
            found[database.dialect] = shape(connection)
    postgres.drop(name)
    return found


# ---- halves that wait ----

PRE = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9001", "{newest}", None, None
def upgrade():
    op.add_column("job", sa.Column("colour", sa.Text(), server_default="red", nullable=False))
"""
POST = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9002", "9001", None, None
def upgrade():
    op.create_index("ix_job_colour", "job", ["colour"])
"""


@pytest.fixture
def newer(tmp_path, monkeypatch):
    """Becomes, when called, a version of the code that has two more revisions; `new=False` takes it back."""
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(schema.__file__).parent / "migrations", scripts)
    (scripts / "versions" / "9001_pre_colour.py").write_text(PRE.format(newest=NEWEST))
    (scripts / "versions" / "9002_post_colour.py").write_text(POST)
    ours = schema._SCRIPTS

    def be(*, new=True):
        monkeypatch.setattr(schema, "_SCRIPTS", scripts if new else ours)
        monkeypatch.setattr("lingqu.store.database.NEWEST", "9002" if new else NEWEST)

    return be


def alive(database):
    c = database.writing()
    row = (1, "other", 0, 1 << 62, 1)
    c.insert("node", ("id", "name", "started", "alive", "reads"), [row])
    c.close()


def revision(database):
    with database.reading() as c:
        return c.row("SELECT version_num FROM alembic_version")[0]


def test_alone_both_halves_run_at_once(database, newer):
    newer()
    assert database.upgrade() == ()
    assert revision(database) == "9002"


def test_while_others_are_alive_the_second_half_waits_until_all_are_new(postgres_database, newer):
    alive(postgres_database)
    newer()
    assert postgres_database.upgrade() == ("9002",)
    assert revision(postgres_database) == "9001"
    assert postgres_database.upgrade() == ("9002",)
    with pytest.raises(Conflict, match="9002"):
        postgres_database.check()
    assert postgres_database.upgrade(after=True) == ()
    postgres_database.check()


def test_an_old_node_starts_on_a_schema_whose_first_half_has_run(postgres_database, newer):
    alive(postgres_database)
    newer()
    postgres_database.upgrade()
    newer(new=False)
    assert postgres_database.upgrade() == ()
    postgres_database.check()
    assert revision(postgres_database) == "9001"


def test_a_node_that_is_too_old_for_the_second_half_is_told_so(database, newer):
    newer()
    database.upgrade()
    newer(new=False)
    for asked in (database.upgrade, database.check):
        with pytest.raises(Conflict, match="9002"):
            asked()
