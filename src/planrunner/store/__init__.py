"""The only room that knows SQL. This module imports nothing, so that lists stay fast."""
