"""Sealing of personal data: keys by month, sealed columns, blind index, secrets derived from keys.

Nothing here knows what a complaint is.
"""
