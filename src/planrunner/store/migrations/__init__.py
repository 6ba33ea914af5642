"""Alembic's scripts. Run through `store.schema`, never by hand."""
