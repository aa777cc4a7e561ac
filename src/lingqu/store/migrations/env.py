"""Alembic's door into our migrations; only lingqu.store.schema comes through it, with a connection in its hand."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
