"""A house with a small company for tests of the API, on SQLite and on PostgreSQL, and a client that signs in."""

import shutil
from pathlib import Path

import argon2
import pytest
from litestar.testing import TestClient

from lingqu.api.app import create_app
from lingqu.bootstrap.demo import company
from lingqu.bootstrap.house import House
from lingqu.bootstrap.settings import Settings
from lingqu.directory import credentials

PASSWORD = "lingqu-test"
ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, tmp_path, monkeypatch):
    """A house on each kind of database in turn."""
    yield from opened(request.param, request, tmp_path, monkeypatch)


@pytest.fixture
def sqlite_house(request, tmp_path, monkeypatch):
    """For what does not depend on the database: import it as `house`."""
    yield from opened("sqlite", request, tmp_path, monkeypatch)


def opened(kind, request, tmp_path, monkeypatch):
    # argon2 as cheap as it can be: these tests sign in hundreds of times and prove nothing about its cost
    monkeypatch.setattr(credentials, "_hasher", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    if kind == "sqlite":
        path = tmp_path / "lingqu.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        url, drop = f"sqlite:///{path}", None
    else:
        server = request.getfixturevalue("postgres")
        name = server.empty()
        url, drop = server.url(name), lambda: server.drop(name)
    made = House(
        Settings(
            database=url,
            secrets_file=str(tmp_path / "secrets.key"),
            admin_password=PASSWORD,
            outbound_allow="127.0.0.1",
            rate_limit=0,  # these tests are one caller in a loop
        )
    )
    made.start()
    company.settle(made.runtime.writer, "", company.read(EXAMPLES / "company.toml"), PASSWORD)
    yield made
    made.stop()
    if drop:
        drop()


@pytest.fixture
def client(house):
    with TestClient(create_app(house), raise_server_exceptions=False) as opened:
        yield opened


class Person:
    """Somebody with a browser: signs in, keeps cookies, sends the CSRF token."""

    def __init__(self, client, login):
        self.client = client
        answer = client.post("/api/session", json={"user": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        self.cookies = {name: answer.cookies[name] for name in ("lingqu_session", "lingqu_csrf")}
        client.cookies.clear()

    def call(self, method, path, *, csrf=True, **more):
        headers = {"accept-language": "en", **more.pop("headers", {})}
        if csrf:
            headers["x-csrf-token"] = self.cookies["lingqu_csrf"]
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return self.client.request(method, path, headers=headers, **more)

    def get(self, path, **params):
        answer = self.call("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path, body=None, status=(200, 201, 204), **more):
        answer = self.call("POST", path, json=body if body is not None else {}, **more)
        assert answer.status_code in status, answer.text
        return answer.json() if answer.content else None


def deploy(house, example):
    files = [
        (p.name, p.read_bytes())
        for p in sorted((EXAMPLES / example).iterdir())
        if p.suffix in {".bpmn", ".dmn", ".form"}
    ]
    return house.runtime.deploy(files, by="admin")


def soon(read, *, tries=200):
    """What `read` answers, once it answers something: work that follows a commit is done by another thread."""
    import time

    for _ in range(tries):
        found = read()
        if found:
            return found
        time.sleep(0.02)  # waits for a condition, bounded; not a pause that hopes
    raise AssertionError("nothing came")
