"""The step engine: drafts that only their visitor can open, one page a step, one sending."""
