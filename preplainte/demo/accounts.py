"""What the demo data and the page that shows it agree on."""

from __future__ import annotations

PASSWORD = "une-visite-de-demonstration"  # noqa: S105 -- printed at each start, for accounts that hold invented data
"""The password of every demo account."""
