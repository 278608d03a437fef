"""汇编: one press asks for many filed papers in one PDF for the printer; a convenience, not a paper of its own.

    plan(actor, query)      what would be in it, shown before anything is asked for
    ask(actor, user, …)     within a deed: the list is kept, a job makes the book (`bookbinding.py`)

Only papers the reader may open whole are bound (`archive/access.py`), and a book is seen by who asked for it,
as long as that person may still open all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from youthwork import clock
from youthwork.domain.errors import NotAllowed, NotFound, Unacceptable
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.books import TO_READ
from youthwork.models import Book, Filing, Job, JobKind, Organization, Submission, UseKind, User
from youthwork.services.archive import uses
from youthwork.services.archive.access import reads_whole
from youthwork.services.archive.matching import every_match
from youthwork.services.archive.query import ANNEX_WORDS, ArchiveQuery
from youthwork.services.archive.tallies import tally
from youthwork.services.archive.units import unit_choices
from youthwork.services.jobs import queue
from youthwork.services.scope import visible_filings

#: More sheets than a printer takes in a day; a prefecture has a few hundred.
MOST = 3000
#: 我的汇编 on one page.
LISTED = 20


@dataclass(frozen=True)
class Plan:
    """汇编的打算: the title, the filings in the order they would be bound, and what would not be."""

    title: str
    query: ArchiveQuery
    filings: Sequence[Filing]
    #: A sentence for each filing, or for the many of one kind, that is not in it.
    left_out: Sequence[str]
    #: How many earlier versions there are: left out unless asked for.
    old_count: int

    @property
    def units(self) -> list[tuple[str, int]]:
        """填报单位 in their order, with how many papers each has."""
        counts: dict[int, tuple[str, int]] = {}
        for filing in self.filings:
            name, count = counts.get(filing.owner_id, (filing.owner_name, 0))
            counts[filing.owner_id] = (name, count + 1)
        return list(counts.values())


def plan(actor: Actor, query: ArchiveQuery, with_old: bool = False) -> Plan:
    """整册打印的打算: everything the archive finds for this query, in the order of the tree.

    Raises `Unacceptable` where that is more than one book holds.
    """
    query = _understood(actor, query)
    ids = every_match(actor, query, MOST + 1)
    if len(ids) > MOST:
        raise Unacceptable(
            f"一次最多整册打印 {MOST:,} 份，这里超过了：请先在备案档案中按年度、附件或填报单位缩小范围"
        )
    bound: list[Filing] = []
    left_out: list[str] = []
    closed = old = 0
    for filing, created_by_id in _in_tree_order(actor, ids):
        if filing.voided_at is not None:
            left_out.append(f"{_named(filing)}：已作废")
        elif not reads_whole(actor, filing, created_by_id):
            closed += 1
        elif is_old(filing) and not with_old:
            old += 1
        else:
            bound.append(filing)
    if closed:
        left_out.append(f"{closed} 份的成件不供你打开（只供填报单位、受理部门和备案机关的档案员）")
    return Plan(_title(actor, query), query, bound, left_out, old)


def ask(
    actor: Actor,
    user: User,
    query: ArchiveQuery,
    is_duplex: bool = True,
    with_old: bool = False,
    purpose: str = TO_READ,
) -> Book:
    """整册打印: keep the list and ask for the book, within the caller's deed; a use of the archive, and registered.

    Raises `Unacceptable` where there is nothing to bind, or too much.
    """
    planned = plan(actor, query, with_old)
    if not planned.filings:
        raise Unacceptable("这个范围里没有你可以打印的成件，没有可以合订的")
    book = Book(
        title=planned.title,
        asked_by_id=user.id,
        asked_at=clock.now(),
        filing_ids=[filing.id for filing in planned.filings],
        is_duplex=is_duplex,
        left_out=list(planned.left_out),
    )
    db.session.add(book)
    db.session.flush()
    job = queue.enqueue(JobKind.BOOK, str(book.id), asked_by=user, total=len(planned.filings))
    book.job_id = job.id
    uses.record(
        user,
        UseKind.PRINT,
        planned.title,
        purpose,
        organization_id=uses.whose(actor, {filing.organ_id for filing in planned.filings}),
        count=len(planned.filings),
    )
    return book


def ask_again(book: Book) -> None:
    """重新合订 what was given up, within the caller's deed."""
    if book.sha256 is None:
        queue.revive(db.session.get_one(Job, book.job_id))


def mine(actor: Actor) -> list[Book]:
    """我的汇编, newest first."""
    query = select(Book).where(Book.asked_by_id == actor.user_id).order_by(Book.id.desc()).limit(LISTED)
    return list(db.session.scalars(query))


def find_book(actor: Actor, book_id: int) -> Book:
    """A book of this person's own; raises `NotFound` for anybody else's."""
    book = db.session.get(Book, book_id)
    if book is None or book.asked_by_id != actor.user_id:
        raise NotFound("没有这本汇编，或它不是你要求合订的")
    return book


def check_opens(actor: Actor, book: Book) -> None:
    """打开 a finished book; raises `NotFound` before it is made, `NotAllowed` where a right has gone since."""
    if book.sha256 is None:
        raise NotFound("这本汇编还没有合订好")
    readable = sum(
        reads_whole(actor, filing, created_by_id)
        for filing, created_by_id in _in_tree_order(actor, book.filing_ids)
    )
    if readable < len(book.filing_ids):
        raise NotAllowed("你的任职变动后，这本汇编里有的成件已不供你打开；请按现在的范围重新整册打印")


def is_old(filing: Filing) -> bool:
    """Whether a later version stands in for it."""
    return (filing.later_version or 0) > filing.version


def _understood(actor: Actor, query: ArchiveQuery) -> ArchiveQuery:
    """As the archive's own page understands it: what is not in the reader's sight is left out of the question."""
    units = {unit.id for unit in unit_choices(actor, query.organization_id)}
    if query.organization_id not in units:
        query = query.but(organization_id=None)
    return tally(actor).known(query)


def _in_tree_order(actor: Actor, ids: Sequence[int]) -> list[tuple[Filing, int]]:
    """The filings, each with who began it: by the unit's place in the tree, then by name and number."""
    rows = db.session.execute(
        visible_filings(actor)
        .where(Filing.id.in_(ids))
        .join(Submission, Filing.submission_id == Submission.id)
        .join(Organization, Filing.owner_id == Organization.id)
        .outerjoin(User, Filing.subject_id == User.id)
        .with_only_columns(
            Filing,
            Submission.created_by_id,
            Organization.path,
            func.coalesce(User.name, "").label("name"),
            maintain_column_froms=True,
        )
        .options(defer(Filing.answers), defer(Filing.text))
    ).all()
    rows = sorted(
        rows,
        key=lambda row: (_place(row.path), row.Filing.annex_key, row.name, row.Filing.number, row.Filing.id),
    )
    return [(row.Filing, row.created_by_id) for row in rows]


def _place(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.strip("/").split("/"))


def _title(actor: Actor, query: ArchiveQuery) -> str:
    """2026年任务表汇编（团青岚市委及所属）."""
    year = f"{query.year}年" if query.year else ""
    annex = ANNEX_WORDS.get(query.annex or "", "备案件")
    narrowed = []
    if query.organization_id is not None:
        unit = next(
            each for each in unit_choices(actor, query.organization_id) if each.id == query.organization_id
        )
        narrowed.append(f"{unit.name}及所属")
    if query.department_id is not None:
        narrowed.append(f"{db.session.get_one(Organization, query.department_id).common_name}受理")
    if query.on_time is not None:
        narrowed.append("按时报送" if query.on_time else "逾期报送")
    if query.text.strip():
        narrowed.append(f"检索“{query.text.strip()[:30]}”")
    return f"{year}{annex}汇编" + (f"（{'，'.join(narrowed)}）" if narrowed else "")


def _named(filing: Filing) -> str:
    return f"{filing.filing_number} {filing.owner_name} {filing.title}"
