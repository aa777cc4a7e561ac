"""Database addresses: SQLAlchemy's URL text, checked, for our drivers and for migrations."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Literal

import msgspec

from lingqu.kernel.errors import Invalid
from lingqu.store import messages as _messages  # noqa: F401 - registers this room's sentences

Dialect = Literal["sqlite", "postgresql"]
OLDEST_SQLITE = (3, 40)
#: What nearly every SQLite address looks like; a node that has one does without SQLAlchemy, a third of its start.
_PLAIN_SQLITE = re.compile(r"sqlite(?:\+pysqlite)?:///([^?%]+)")


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a database is. `target`: a file's path for SQLite, a connection string for PostgreSQL."""

    dialect: Dialect
    target: str
    shown: str  # without the password, for people and logs
    alchemy: str  # for SQLAlchemy, with the driver that we use


def parse_url(text: str) -> Address:
    """The address in `text`. Raises Invalid, in words that a person can act on."""
    plain = _PLAIN_SQLITE.fullmatch(text)
    if plain:
        return _sqlite(plain[1], text)
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - as above
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415 - as above

    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as wrong:
        # The text may hold a password; only its scheme is shown.
        raise Invalid("store.bad_url", url=text.split(":", 1)[0][:20] + ":…", reason=type(wrong).__name__) from None
    shown = url.render_as_string(hide_password=True)
    if url.drivername in {"sqlite", "sqlite+pysqlite"}:
        return _sqlite(url.database or "", shown)
    if url.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        target = url.set(drivername="postgresql").render_as_string(hide_password=False)
        alchemy = url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        return Address(dialect="postgresql", target=target, shown=shown, alchemy=alchemy)
    raise Invalid("store.bad_url", url=shown, reason=f"{url.drivername} is not supported")


def _sqlite(database: str, shown: str) -> Address:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Invalid("store.sqlite_too_old", version=sqlite3.sqlite_version)
    if not database or database == ":memory:":
        raise Invalid("store.bad_url", url=shown, reason="a file is needed, data in memory would not last")
    path = Path(database).expanduser()
    if not path.parent.is_dir():
        raise Invalid("store.bad_url", url=shown, reason=f"there is no directory {path.parent}")
    if path.is_dir():
        raise Invalid("store.bad_url", url=shown, reason="it is a directory")
    whole = str(path.absolute())
    return Address(dialect="sqlite", target=whole, shown=shown, alchemy=f"sqlite:///{whole}")
