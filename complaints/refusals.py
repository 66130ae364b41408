"""What a service says when it can't do what was asked. A leaf."""

from __future__ import annotations


class Refused(Exception):
    """Something can't be done now; the text is a sentence for whoever asked, in their language."""
