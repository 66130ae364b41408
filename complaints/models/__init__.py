"""The tables of the pre-complaints, one noun a file."""

from complaints.models.appointment import Appointment, Proposal
from complaints.models.complaint import Complaint
from complaints.models.draft import Draft
from complaints.models.evidence import Evidence
from complaints.models.journal import JournalEntry
from complaints.models.mail import OutgoingMail
from complaints.models.proof import EmailProof

__all__ = ["Appointment", "Complaint", "Draft", "EmailProof", "Evidence", "JournalEntry", "OutgoingMail", "Proposal"]
