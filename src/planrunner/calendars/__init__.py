"""iCalendar components and feeds, from plain values."""
