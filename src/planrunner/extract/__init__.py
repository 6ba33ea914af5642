"""Pure understanding of a report: no clock, no file, no database."""
