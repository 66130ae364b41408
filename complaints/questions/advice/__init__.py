"""What to bring, what to keep and what a victim may claim: said alike by the receipt, the mails and the calendar file.

Each list is in the language active when it is called, one plain sentence an item.
"""

from __future__ import annotations

from complaints.questions.advice.papers import papers, signer
from complaints.questions.advice.rights import rights
from complaints.questions.advice.traces import traces

__all__ = ["papers", "rights", "signer", "traces"]
