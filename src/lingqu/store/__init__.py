"""SQL drivers, tables, migrations and formats. Rooms above own their SQL text; the drivers stay in here.

The law: every write goes through one connection a node (the runtime's writer); readers get short read-only snapshots.
SQL is neutral (`?`, `IN ??`), and what differs between SQLite and PostgreSQL is a method of Connection.
"""

from lingqu.store.connection import Connection
from lingqu.store.database import Database, open_database
from lingqu.store.errors import DatabaseFailed, Deaf, Lost, Slow, Taken, Transient, Unable

__all__ = [
    "Connection",
    "Database",
    "DatabaseFailed",
    "Deaf",
    "Lost",
    "Slow",
    "Taken",
    "Transient",
    "Unable",
    "open_database",
]
