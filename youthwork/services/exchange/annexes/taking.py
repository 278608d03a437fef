"""带入: take over what was understood, as one save of the draft; and what the person is shown before that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from youthwork.domain.annex_context import Grade
from youthwork.domain.errors import Unacceptable
from youthwork.domain.reopening import keep_closed
from youthwork.forms.drafts import merge
from youthwork.models import Submission, User
from youthwork.services.drafts.draft_history import find_draft
from youthwork.services.drafts.draft_saves import Save, Saved, save_draft
from youthwork.services.exchange.annexes.comparing import (
    Comparison,
    RowKind,
    as_it_stands,
    compare,
)
from youthwork.services.exchange.annexes.files import ReadFile
from youthwork.services.exchange.annexes.judging import Mistake, judge, rows_with_mistakes
from youthwork.services.path.cases import annex_of


@dataclass(frozen=True)
class Prospect:
    """看懂了什么: the comparison, the mistakes, and what a save of it would meet in the draft as it is now."""

    comparison: Comparison
    mistakes: tuple[Mistake, ...]
    #: Input name → what colleagues have written there since; both texts would be kept.
    clashes: Mapping[str, str]
    #: Inputs a return did not open: their texts would not go in.
    closed: Collection[str]

    @property
    def errors(self) -> list[Mistake]:
        return [each for each in self.mistakes if each.grade is Grade.MUST]

    @property
    def hints(self) -> list[Mistake]:
        return [each for each in self.mistakes if each.grade is not Grade.MUST]

    @property
    def good_rows(self) -> int:
        """How many rows would go in if those with mistakes stay out."""
        wrong = rows_with_mistakes(self.mistakes)
        rows = [row for row in self.comparison.rows if row.kind is not RowKind.SAME]
        return sum(f"{row.list_name}:{row.row_id}" not in wrong for row in rows)


def look(submission: Submission, user: User, read: ReadFile, seed: str) -> Prospect:
    """看懂了什么: everything the page shows; nothing is written. `seed` names the upload."""
    current = find_draft(submission).fields
    compared = compare(annex_of(submission), read.understood, read.base, read.base_revision, seed)
    comparison = as_it_stands(compared, current)
    mine, closed = keep_closed(submission.reopened, read.base, comparison.posted())
    outcome = merge(read.base, current, mine)
    clashes = {name: "、".join(current.get(name, [])) for name in outcome.set_aside}
    return Prospect(comparison, judge(submission, user, comparison, outcome.fields), clashes, set(closed))


def take(
    submission: Submission,
    user: User,
    prospect: Prospect,
    *,
    only_good: bool,
    removed: Collection[str],
    client_id: str,
) -> Saved:
    """带入草稿 as one save from the revision compared with, so that what others typed since is merged.

    With `only_good`, rows and cells that must be mended stay as the draft has them. Raises `Unacceptable` where
    nothing would be taken, and what `save_draft` raises.
    """
    wrong = rows_with_mistakes(prospect.mistakes) if only_good else set()
    left = {row.key for row in prospect.comparison.left}
    posted = prospect.comparison.posted(wrong, set(removed) & left)
    if posted == prospect.comparison.base:
        raise Unacceptable("没有可以带入的内容：文件与草稿没有不同，或有变化的行都有错。草稿没有改动")
    return save_draft(submission, user, Save(posted, prospect.comparison.base_revision, client_id, 1))


def client_id_of(key: str, kept_at: datetime) -> str:
    """Names the upload as a page that saves: the same upload taken twice counts once, uploaded again anew."""
    return f"{key[:20]}{kept_at:%y%m%d%H%M%S%f}"[:40]
