"""Copies of a SQLite database: taken while a node works, put back while none does.

A copy is whole: SQLite's online backup reads one state of the file, whatever is written meanwhile. It comes into place
by a rename, after it was checked, so that half a copy is never taken for one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from lingqu.kernel.errors import Conflict, Invalid, NotFound
from lingqu.store.sqlite import Owner

#: Pages of one step; between two steps writers have their turn.
_PAGES = 1024
_SUFFIXES = ("-wal", "-shm")

Progress = Callable[[int, int], None]


def backup(source: Path, copy: Path, progress: Progress | None = None) -> int:
    """Copy a database, in use or not; the copy's size in bytes. `progress`: pages left, pages in all.

    Raises NotFound without a database, Conflict if something is at `copy` already, Invalid if the copy is not sound.
    """
    if not source.is_file():
        raise NotFound("store.no_database", path=str(source))
    if copy.exists():
        raise Conflict("store.copy_exists", path=str(copy))
    copy.parent.mkdir(parents=True, exist_ok=True)
    partial = copy.with_name(f".{copy.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as reader,
            closing(sqlite3.connect(partial)) as writer,
        ):
            reader.backup(
                writer,
                pages=_PAGES,
                progress=(lambda _, left, whole: progress(left, whole)) if progress is not None else None,
                sleep=0.01,
            )
            writer.execute("PRAGMA journal_mode = DELETE").fetchall()
        sound(partial)
        _settled(partial)
        partial.replace(copy)
        _settled(copy.parent)
    except sqlite3.Error as error:
        raise Invalid("store.cannot_copy", path=str(source), reason=str(error)) from error
    finally:
        partial.unlink(missing_ok=True)
    return copy.stat().st_size


def restore(copy: Path, target: Path, *, replace: bool = False) -> None:
    """Put a copy in the place of the database. `replace`: even if there is one; it is kept beside, as `….before`.

    Raises NotFound, Invalid if the copy is not sound, Conflict if a node works on the database or one is there.
    """
    if not copy.is_file():
        raise NotFound("store.no_database", path=str(copy))
    sound(copy)
    target.parent.mkdir(parents=True, exist_ok=True)
    owner = Owner(str(target))
    owner.take()
    try:
        if target.exists() and not replace:
            raise Conflict("store.database_exists", path=str(target))
        fresh = target.with_name(f".{target.name}.partial")
        try:
            with closing(sqlite3.connect(copy)) as reader, closing(sqlite3.connect(fresh)) as writer:
                reader.backup(writer)
            _settled(fresh)
            if target.exists():
                _set_aside(target)
            fresh.replace(target)
            _settled(target.parent)
        finally:
            fresh.unlink(missing_ok=True)
    finally:
        owner.give_back()


def sound(path: Path) -> None:
    """Raises Invalid unless this is a whole database of Lingqu's."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as c:
            (found,) = c.execute("PRAGMA integrity_check(1)").fetchone()
            c.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise Invalid("store.not_sound", path=str(path), reason=str(error)) from error
    if found != "ok":
        raise Invalid("store.not_sound", path=str(path), reason=str(found))


def _set_aside(target: Path) -> None:
    """Keep what was there, with everything that its log still holds."""
    with closing(sqlite3.connect(target)) as c:
        c.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    target.replace(target.with_name(f"{target.name}.before"))
    for suffix in _SUFFIXES:
        Path(f"{target}{suffix}").unlink(missing_ok=True)


def _settled(path: Path) -> None:
    """On the disk, not in a cache."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
