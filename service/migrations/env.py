"""What alembic runs: every migration in the transaction of the connection that `service.store.upgrade` has opened."""

from __future__ import annotations

from alembic import context

from service.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
