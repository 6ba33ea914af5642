"""Reminders: clock, pump and channels."""
