"""Alembic's entry: runs the steps on the connection that `agent.store.store` hands over."""

from alembic import context

from agent.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
with context.begin_transaction():
    context.run_migrations()
