"""The few kinds of columns that our tables are made of."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"}
)


def key(name: str, *, pk: bool = False, default: int | None = None) -> sa.Column[int]:
    """A 64-bit key (or local counter); never made by the database."""
    return sa.Column(
        name,
        sa.BigInteger,
        primary_key=pk,
        nullable=False,
        autoincrement=False,
        server_default=None if default is None else sa.text(str(default)),
    )


def number(name: str, *, pk: bool = False, default: int | None = None) -> sa.Column[int]:
    """A small whole number: an ordinal, a count, a code, a version, a truth."""
    return sa.Column(
        name,
        sa.Integer,
        primary_key=pk,
        nullable=False,
        autoincrement=False,
        server_default=None if default is None else sa.text(str(default)),
    )


def when(name: str, *, empty: bool = False) -> sa.Column[int]:
    """A moment in ms since the epoch, UTC."""
    return sa.Column(name, sa.BigInteger, nullable=empty)


def text(name: str, *, pk: bool = False, empty: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=pk, nullable=empty, server_default=default)


def blob(name: str, *, empty: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=empty)


def table(name: str, *columns: Any, partitioned_by: str | None = None) -> sa.Table:
    """A table. SQLite keeps it in one tree: a single key is its row id, with several there is no hidden one.

    `partitioned_by`: on PostgreSQL the table is range-partitioned by that key column. Instance keys grow with time,
    so a range of keys is a range of start dates and all rows of one instance lie in one partition.
    """
    keys = [column for column in columns if isinstance(column, sa.Column) and column.primary_key]
    options: dict[str, Any] = {"sqlite_with_rowid": len(keys) == 1}
    if len(keys) == 1 and isinstance(keys[0].type, sa.BigInteger):
        keys[0].type = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    if partitioned_by:
        options["postgresql_partition_by"] = f"RANGE ({partitioned_by})"
    return sa.Table(name, metadata, *columns, **options)
