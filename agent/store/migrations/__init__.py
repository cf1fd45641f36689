"""How a store of any earlier release becomes today's, by Alembic."""
