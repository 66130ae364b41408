"""The tables of the pre-complaints, one noun a file."""

from complaints.models.appointment import Appointment, Proposal
from complaints.models.complaint import Complaint
from complaints.models.draft import Draft
from complaints.models.evidence import Evidence
from complaints.models.exchange import Ask, Message, Note
from complaints.models.incident import Incident, Organisation, Route
from complaints.models.journal import JournalEntry
from complaints.models.link import ComplaintLink
from complaints.models.mail import OutgoingMail
from complaints.models.proof import EmailProof
from complaints.models.run import BulkLine, BulkRun
from complaints.models.saved_view import SavedView
from complaints.models.search import SearchRecord
from complaints.models.tag import Tag
from complaints.models.template import ReplyTemplate

__all__ = [
    "Appointment",
    "Ask",
    "BulkLine",
    "BulkRun",
    "Complaint",
    "ComplaintLink",
    "Draft",
    "EmailProof",
    "Evidence",
    "Incident",
    "JournalEntry",
    "Message",
    "Note",
    "Organisation",
    "OutgoingMail",
    "Proposal",
    "ReplyTemplate",
    "Route",
    "SavedView",
    "SearchRecord",
    "Tag",
]
