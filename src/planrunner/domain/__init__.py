"""Pure rules of the work: schedules, working days, status, pace. No clock, no file, no database."""
