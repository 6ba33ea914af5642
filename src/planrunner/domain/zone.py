"""The one time zone of this work."""

from datetime import timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Beijing time. It has known no summer time since 1991, so a fixed offset needs no time-zone files."""
