"""One function per intention of a person. This module imports nothing, so that lists stay fast."""
