"""The HTTP side: calendar feeds and health (Starlette)."""
