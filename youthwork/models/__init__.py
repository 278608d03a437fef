"""The records, one noun a file. Importing this package registers every table with the metadata."""

from youthwork.models.activity import (
    Activity,
    ActivityBand,
    ActivityChange,
    ActivityMember,
    ActivityPhoto,
    ActivityPurpose,
    ActivitySignal,
    SignalSettings,
)
from youthwork.models.appointment import Appointment, AppointmentDuty
from youthwork.models.archive import (
    ArchiveBatch,
    ArchiveCheck,
    ArchiveExport,
    ArchiveUse,
    CheckStage,
    Disposal,
    DisposalItem,
    DisposalState,
    ExportKind,
    Fonds,
    RetentionRule,
    SavedSearch,
    UseKind,
    Verdict,
)
from youthwork.models.audit import AuditRecord, Suggestion
from youthwork.models.base import Base
from youthwork.models.calendar_day import CalendarDay
from youthwork.models.combined import CombinedLook, CombinedVersion
from youthwork.models.comment import Comment
from youthwork.models.delegation import Delegation, Handover
from youthwork.models.draft import Draft, DraftSave
from youthwork.models.duty import (
    DutyException,
    DutyMark,
    DutyReminder,
    DutyTally,
    ExceptionKind,
    FormMinutes,
    ReportDuty,
)
from youthwork.models.duty_request import DutyRequest, RequestState
from youthwork.models.evidence import Evidence
from youthwork.models.filing import Filing, FilingScope, FilingTally, IndexBuild, NumberSeries
from youthwork.models.group import DeclinedProposal, GroupMember, Posting, WorkGroup
from youthwork.models.job import Book, Job, JobKind, JobState
from youthwork.models.key import KeyPurpose, KeyWrapping, SigningKey
from youthwork.models.link import Link
from youthwork.models.message import Digest, Message, MessageKind
from youthwork.models.night_visit import NightVisit, ProblemStep, ProtectedPerson, VisitProblem
from youthwork.models.notice import AdditionAttempt, Notice, NoticeAmendment, NoticeAnnex
from youthwork.models.organization import Organization
from youthwork.models.paper import Paper, PaperKind, PaperPage, PaperRendition, PaperState, RenditionKind
from youthwork.models.qualification import Disqualification, EligibilityOverride, StageDecision
from youthwork.models.render_key import RenderKey
from youthwork.models.seal import (
    Seal,
    SealApplication,
    SealChange,
    SealEvent,
    SealImpression,
    SealMode,
    SealState,
)
from youthwork.models.source import SourceKind, SubmissionSource
from youthwork.models.submission import Submission, SubmissionEvent, SubmissionFact, SubmissionRound
from youthwork.models.tally import DutyDayTally, UnitTally
from youthwork.models.user import SignInAttempt, User
from youthwork.models.wish import Wish, WishStep
from youthwork.models.youth import SecretaryLink, YouthContact

__all__ = [
    "Activity",
    "ActivityBand",
    "ActivityChange",
    "ActivityMember",
    "ActivityPhoto",
    "ActivityPurpose",
    "ActivitySignal",
    "AdditionAttempt",
    "Appointment",
    "AppointmentDuty",
    "ArchiveBatch",
    "ArchiveCheck",
    "ArchiveExport",
    "ArchiveUse",
    "AuditRecord",
    "Base",
    "Book",
    "CalendarDay",
    "CheckStage",
    "CombinedLook",
    "CombinedVersion",
    "Comment",
    "DeclinedProposal",
    "Delegation",
    "Digest",
    "Disposal",
    "DisposalItem",
    "DisposalState",
    "Disqualification",
    "Draft",
    "DraftSave",
    "DutyDayTally",
    "DutyException",
    "DutyMark",
    "DutyReminder",
    "DutyRequest",
    "DutyTally",
    "EligibilityOverride",
    "Evidence",
    "ExceptionKind",
    "ExportKind",
    "Filing",
    "FilingScope",
    "FilingTally",
    "Fonds",
    "FormMinutes",
    "GroupMember",
    "Handover",
    "IndexBuild",
    "Job",
    "JobKind",
    "JobState",
    "KeyPurpose",
    "KeyWrapping",
    "Link",
    "Message",
    "MessageKind",
    "NightVisit",
    "Notice",
    "NoticeAmendment",
    "NoticeAnnex",
    "NumberSeries",
    "Organization",
    "Paper",
    "PaperKind",
    "PaperPage",
    "PaperRendition",
    "PaperState",
    "Posting",
    "ProblemStep",
    "ProtectedPerson",
    "RenderKey",
    "RenditionKind",
    "ReportDuty",
    "RequestState",
    "RetentionRule",
    "SavedSearch",
    "Seal",
    "SealApplication",
    "SealChange",
    "SealEvent",
    "SealImpression",
    "SealMode",
    "SealState",
    "SecretaryLink",
    "SignInAttempt",
    "SignalSettings",
    "SigningKey",
    "SourceKind",
    "StageDecision",
    "Submission",
    "SubmissionEvent",
    "SubmissionFact",
    "SubmissionRound",
    "SubmissionSource",
    "Suggestion",
    "UnitTally",
    "UseKind",
    "User",
    "Verdict",
    "VisitProblem",
    "Wish",
    "WishStep",
    "WorkGroup",
    "YouthContact",
]
