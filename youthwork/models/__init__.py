"""The records, one noun a file. Importing this package registers every table with the metadata."""

from youthwork.models.appointment import Appointment, AppointmentDuty
from youthwork.models.audit import AuditRecord, Suggestion
from youthwork.models.base import Base
from youthwork.models.draft import Draft, DraftSave
from youthwork.models.filing import Filing, FilingScope, NumberSeries
from youthwork.models.link import Link
from youthwork.models.notice import Notice, NoticeAnnex
from youthwork.models.organization import Organization
from youthwork.models.paper import Paper, PaperKind, PaperPage, PaperState
from youthwork.models.seal import Seal, SealImpression, SealMode
from youthwork.models.submission import Submission, SubmissionEvent, SubmissionFact, SubmissionRound
from youthwork.models.user import SignInAttempt, User

__all__ = [
    "Appointment",
    "AppointmentDuty",
    "AuditRecord",
    "Base",
    "Draft",
    "DraftSave",
    "Filing",
    "FilingScope",
    "Link",
    "Notice",
    "NoticeAnnex",
    "NumberSeries",
    "Organization",
    "Paper",
    "PaperKind",
    "PaperPage",
    "PaperState",
    "Seal",
    "SealImpression",
    "SealMode",
    "SignInAttempt",
    "Submission",
    "SubmissionEvent",
    "SubmissionFact",
    "SubmissionRound",
    "Suggestion",
    "User",
]
