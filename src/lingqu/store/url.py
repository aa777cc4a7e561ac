"""Database addresses: SQLAlchemy's URL text, checked, for our drivers and for migrations."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from lingqu.kernel.errors import Invalid
from lingqu.store import messages as _messages  # noqa: F401 - registers this room's sentences

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

Dialect = Literal["sqlite", "postgresql"]
OLDEST_SQLITE = (3, 40)
#: What nearly every SQLite address looks like; a node that has one does without SQLAlchemy, a third of its start.
_PLAIN_SQLITE = re.compile(r"sqlite(?:\+pysqlite)?:///([^?%]+)")

#: PostgreSQL's own way to write several hosts; SQLAlchemy has another, with one `host=` each.
_HOSTS = re.compile(
    r"(?P<head>postgres[^:/]*://(?:[^@/?]*@)?)(?P<hosts>[^/?@]*,[^/?@]*)(?P<tail>[^?]*)(?:\?(?P<query>.*))?"
)


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

    several = _HOSTS.fullmatch(text)
    if several:
        hosts = [f"host={host}" for host in several["hosts"].split(",")]
        text = f"{several['head']}{several['tail']}?{'&'.join([*hosts, *filter(None, [several['query']])])}"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as wrong:
        # The text may hold a password; only its scheme is shown.
        raise Invalid("store.bad_url", url=text.split(":", 1)[0][:20] + ":…", reason=type(wrong).__name__) from None
    shown = url.render_as_string(hide_password=True)
    if url.drivername in {"sqlite", "sqlite+pysqlite"}:
        return _sqlite(url.database or "", shown)
    if url.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        target = _libpq(url) if isinstance(url.query.get("host"), tuple) else _text(url, "postgresql")
        return Address(dialect="postgresql", target=target, shown=shown, alchemy=_text(url, "postgresql+psycopg"))
    raise Invalid("store.bad_url", url=shown, reason=f"{url.drivername} is not supported")


def _text(url: URL, driver: str) -> str:
    return url.set(drivername=driver).render_as_string(hide_password=False)


def _libpq(url: URL) -> str:
    """A connection string for several hosts, in the driver's own words."""
    from psycopg import Error  # noqa: PLC0415 - a node on SQLite does without the driver
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - as above

    _, options = url.set(drivername="postgresql+psycopg").get_dialect()().create_connect_args(url)
    try:
        return make_conninfo(**{name: value for name, value in options.items() if name != "context"})
    except Error as wrong:
        raise Invalid(
            "store.bad_url", url=url.render_as_string(hide_password=True), reason=str(wrong).strip()
        ) from None


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
