"""The ways a reminder can take: one file each."""
