"""Outages that a company meets: failover, a pooler, a full disk, a locked file, slow statements. Nothing is lost by them,
and /ready says what is wrong while it is.
"""

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress

import psycopg
import pytest

from faults.clients import FILES, Clients
from faults.cluster import Cluster, free_port, until
from faults.nodes import HERE, prepare, url_of
from faults.verdict import check
from lingqu.kernel.errors import Busy
from lingqu.runtime import RowWork, Runtime, committing, writer
from lingqu.store import Transient, open_database, postgres
from lingqu.store.postgres import PostgresConnection
from runtime.looking import rows

AWAY = "The database cannot be reached; trying again"
HELD = "Another session of the database holds what this node needs; trying again"
UNABLE = "The database can write nothing (disk full, or locked by another program); trying again"


@pytest.fixture
def started():
    """Makes nodes that are stopped in the end."""
    nodes = []

    def start(url):
        node = Runtime(open_database(url))
        node.begin()
        nodes.append(node)
        return node

    yield start
    for node in nodes:
        node.stop()
        node.db.close()


# ---- failover ----


def test_a_failover_loses_nothing_that_was_answered(started):
    """The primary dies, its standby is promoted, the old one comes back as it was told to: read-only."""
    primary, standby = Cluster().begin(), Cluster()
    try:
        primary.create("company")
        standby.follow(primary)
        url = f"postgresql://postgres@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/company"
        prepare(url, FILES)
        node = started(url)
        said = []
        clients = Clients(node, "n", said.append)
        until(lambda: len(said) > 20, "some answers")
        primary.kill()
        until(lambda: node.ready().notes == (AWAY,), "the node to say so")
        standby.promote()
        before = len(said)
        until(lambda: len(said) > before + 20, "answers of the new primary")
        assert node.ready().ok
        clients.stop()
        clients.join()
        assert min(check(standby.url("company"), said)) > 0
    finally:
        standby.close()
        primary.close()


def test_a_primary_that_takes_no_writes_any_more_is_left(started, breakable, address):
    prepare(address, FILES)
    node = started(address)
    kept = node.writer.call(node.start("one-job")).instance
    name = address.rpartition("/")[2]
    breakable.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with psycopg.connect(breakable.url(), autocommit=True) as c:
        c.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    future = node.writer.submit(node.start("one-job"))
    until(lambda: node.ready().notes == (AWAY,), "the node to say so")
    breakable.sql(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    assert future.result(30).instance != kept
    until(lambda: node.ready().ok, "the node to be ready again")
    assert rows(node, "SELECT count(*) FROM instance") == [(2,)]


# ---- PgBouncer in transaction mode ----


@pytest.fixture
def bouncer(breakable, tmp_path):
    program = shutil.which("pgbouncer")
    if program is None:
        pytest.skip("pgbouncer is not installed (Debian: apt-get install pgbouncer)")
    port = free_port()
    folder = tmp_path / "bouncer"
    folder.mkdir()
    (folder / "users.txt").write_text('"postgres" ""\n')
    (folder / "bouncer.ini").write_text(
        f"[databases]\n* = host=127.0.0.1 port={breakable.port}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = trust\n"
        f"auth_file = users.txt\npool_mode = transaction\ndefault_pool_size = 4\nunix_socket_dir =\n"
        f"ignore_startup_parameters = extra_float_digits\n"
    )
    process = subprocess.Popen(
        [program, "-q", "bouncer.ini"],
        cwd=breakable.lend(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **breakable.who(),
    )
    try:
        until(lambda: _listens(port), "pgbouncer")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _listens(port):
    try:
        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres"):
            return True
    except psycopg.OperationalError:
        return False


def test_two_nodes_behind_pgbouncer_in_transaction_mode(started, breakable, address, bouncer):
    prepare(address, FILES)
    through = breakable.url(address.rpartition("/")[2], port=bouncer)
    said = []
    working = [Clients(started(through), name, said.append, turns=10) for name in "ab"]
    for clients in working:
        clients.join()
    assert check(address, said)[0] == 80


def test_a_pooled_session_is_given_back_without_our_settings(breakable, address, bouncer):
    through = breakable.url(address.rpartition("/")[2], port=bouncer)
    writing = open_database(through).writing()
    writing.begin()
    assert writing.row("SELECT current_setting('lock_timeout')") == ("3s",)
    writing.commit()
    assert writing.row("SELECT current_setting('lock_timeout')") == ("0",)
    writing.close()


# ---- full, locked, slow ----


def test_a_file_that_another_program_locks_is_waited_for(started, tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/lingqu.db")
    database.upgrade()
    url = url_of(database)
    database.close()
    prepare(url, FILES)
    node = started(url)
    with closing(sqlite3.connect(tmp_path / "lingqu.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        future = node.writer.submit(node.start("one-job"))
        until(lambda: node.ready().notes == (UNABLE,), "the node to say so")
        other.execute("ROLLBACK")
    assert future.result(30).instance
    assert node.ready().ok


def test_a_file_that_stays_locked_turns_callers_away_and_nothing_is_half_done(started, tmp_path, monkeypatch):
    monkeypatch.setattr(committing, "UNABLE_PATIENCE", 0.0)
    database = open_database(f"sqlite:///{tmp_path}/lingqu.db")
    database.upgrade()
    url = url_of(database)
    database.close()
    prepare(url, FILES)
    node = started(url)
    with closing(sqlite3.connect(tmp_path / "lingqu.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        works = [node.writer.submit(node.start("one-job")) for _ in range(20)]
        refused = [future.exception(60) for future in works]
        other.execute("ROLLBACK")
    assert {type(error) for error in refused} == {Busy}
    assert {error.code for error in refused} == {"runtime.cannot_write"}
    node.writer.call(node.start("one-job"))
    assert rows(node, "SELECT count(*) FROM instance") == [(1,)]


@pytest.fixture
def hurried(monkeypatch):
    """A node that waits for a lock 0.2 s instead of 3."""
    monkeypatch.setitem(postgres._WRITER, "lock_timeout", 200)


def test_a_table_that_another_session_locks_is_waited_for(address, started, hurried):
    """As VACUUM FULL does, or whoever changes the schema by hand."""
    prepare(address, FILES)
    node = started(address)
    with psycopg.connect(address) as other:
        other.execute("LOCK TABLE history IN ACCESS EXCLUSIVE MODE")
        works = [node.writer.submit(node.start("one-job")) for _ in range(20)]
        until(lambda: node.ready().notes == (HELD,), "the node to say so")
        other.rollback()
    assert len({work.result(30).instance for work in works}) == 20
    assert node.ready().ok
    assert rows(node, "SELECT count(*) FROM instance") == [(20,)]


def test_a_table_that_stays_locked_turns_all_callers_away_in_time(address, started, hurried, monkeypatch):
    monkeypatch.setattr(writer, "ANSWER", 2.0)
    prepare(address, FILES)
    node = started(address)
    with psycopg.connect(address) as other:
        other.execute("LOCK TABLE history IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        works = [node.writer.submit(node.start("one-job")) for _ in range(64)]
        refused = [work.exception(60) for work in works]
        other.rollback()
    assert {getattr(error, "code", error) for error in refused} == {"runtime.cannot_write"}
    assert time.monotonic() - began < 20  # one after the other it would have been minutes
    node.writer.call(node.start("one-job"))
    assert node.ready().ok
    assert rows(node, "SELECT count(*) FROM instance") == [(1,)]


def test_a_work_whose_statement_takes_too_long_fails_alone(address, started, monkeypatch):
    monkeypatch.setattr(PostgresConnection.__init__, "__kwdefaults__", {"reading": 0, "waits": 0.3})
    prepare(address, FILES)
    node = started(address)
    gate = threading.Event()
    first = node.writer.submit(RowWork(run=lambda tx: gate.wait(20)))
    works = [node.writer.submit(node.start("one-job")) for _ in range(8)]
    slow = node.writer.submit(RowWork(run=lambda tx: tx.c.rows("SELECT pg_sleep(20)")))
    works += [node.writer.submit(node.start("one-job")) for _ in range(8)]
    gate.set()
    assert first.result(20)
    assert len({work.result(30).instance for work in works}) == 16
    assert slow.exception(30).code == "runtime.cannot_write"
    assert node.ready().ok


FULL = """
import resource, sys
from faults.clients import FILES, Clients
from faults.cluster import until
from faults.nodes import prepare
from faults.verdict import check
from lingqu.runtime import Runtime
from lingqu.store import open_database
from pathlib import Path

path, unable = Path(sys.argv[1]), sys.argv[2]
url = f"sqlite:///{path}"
prepare(url, FILES)
node = Runtime(open_database(url))
node.begin()
said = []
clients = Clients(node, "n", said.append)
until(lambda: len(said) > 20, "some answers")
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
most = max(file.stat().st_size for file in path.parent.glob(path.name + "*"))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
until(lambda: node.ready().notes == (unable,), "the node to say so")
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
before = len(said)
until(lambda: len(said) > before + 20, "answers again")
assert node.ready().ok
clients.stop()
clients.join()
node.stop()
node.db.close()
assert min(check(url, said)) > 0
"""


def test_a_disk_on_which_nothing_can_grow_is_waited_for(tmp_path):
    """The limit on a file's size stands for the disk: the system refuses to write beyond it."""
    database = open_database(f"sqlite:///{tmp_path}/lingqu.db")
    database.upgrade()
    database.close()
    script = tmp_path / "full.py"
    script.write_text(FULL)
    done = subprocess.run(
        [sys.executable, script, tmp_path / "lingqu.db", UNABLE],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PYTHONPATH": ":".join([str(HERE.parent), *sys.path])},
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture
def tiny(breakable):
    """A database on a disk of its own, 64 MB in memory; with the disk's folder."""
    disk = breakable.folder("disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m,mode=0777", "lingqu-test", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here: " + mounted.stderr.decode().strip())
    try:
        breakable.give(disk)
        breakable.sql(f"CREATE TABLESPACE tiny LOCATION '{disk}'")
        url = breakable.create("tiny", more="TABLESPACE tiny")
        prepare(url, FILES)
        yield url, disk
        breakable.sql("DROP DATABASE tiny WITH (FORCE)", "DROP TABLESPACE tiny")
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_full_disk_under_postgresql_is_waited_for(started, tiny):
    url, disk = tiny
    node = started(url)
    said = []
    clients = Clients(node, "n", said.append)
    until(lambda: len(said) > 20, "some answers")
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(1 << 16)):
            pass
    until(lambda: node.ready().notes == (UNABLE,), "the node to say so")
    filler.unlink()
    before = len(said)
    until(lambda: len(said) > before + 20, "answers again")
    assert node.ready().ok
    clients.stop()
    clients.join()
    assert min(check(url, said)) > 0


def test_a_statement_that_takes_too_long_is_cut_and_the_writer_goes_on(breakable, address):
    slow = open_database(address).writing()
    slow.run("SET statement_timeout = 50")
    slow.begin()
    with pytest.raises(Transient):
        slow.rows("SELECT pg_sleep(20)")
    slow.rollback()
    assert slow.row("SELECT 1") == (1,)
    slow.close()
