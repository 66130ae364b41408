"""The load generator: whole filings against the whole site, measured in one run."""
