"""附件的 Excel 文件 as offices bring them: our own export with cells changed, and tables of their own."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories import Cast
from youthwork.extensions import db
from youthwork.forms.fields import Posted
from youthwork.models import Submission, User
from youthwork.services import posts
from youthwork.services.drafts.draft_history import find_draft
from youthwork.services.drafts.draft_saves import Save, save_draft
from youthwork.services.exchange.annexes import exports, taking
from youthwork.services.exchange.annexes.files import read_file
from youthwork.services.exchange.annexes.taking import Prospect

NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "子轩雨泽欣怡浩然诗涵宇航梓萱俊杰佳琪明哲思远"


def exported(draft: Submission, person: User) -> bytes:
    return exports.of_submission(draft, posts.actor_of(person), person).content


def changed(content: bytes, change: Callable[[Worksheet], None]) -> bytes:
    """The workbook after somebody worked in its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book.worksheets[0])
    return saved(book)


def table(*rows: Sequence[Any], sheet: str = "Sheet1") -> bytes:
    """A workbook of an office's own."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def look(
    draft: Submission, person: User, content: bytes, filename: str = "表.xlsx", chosen: str = ""
) -> Prospect:
    read = read_file(draft, person, content, filename=filename, chosen=chosen)
    return taking.look(draft, person, read, "seed")


def take(draft: Submission, person: User, prospect: Prospect, **how: Any) -> Any:
    options = {"only_good": False, "removed": (), "client_id": "", **how}
    return taking.take(draft, person, prospect, **options)


def fill_contact_points(draft: Submission, person: User, rows: Sequence[Mapping[str, str]]) -> None:
    """The draft with these rows (`id`, `name`, `title`, `phone`, `committee`) in place of what it had."""
    fields: Posted = {
        "filler": ["周可儿"],
        "filler_phone": ["13800000021"],
        "rows": [row["id"] for row in rows],
    }
    for row in rows:
        fields |= {f"rows-{row['id']}-{key}": [text] for key, text in row.items() if key != "id"}
    kept = find_draft(draft)
    save_draft(draft, person, Save(fields, kept.revision))
    db.session.commit()


def many_people(count: int) -> list[dict[str, str]]:
    committees = ("云溪镇团委", "云溪县第一中学团委", "云溪镇机关团总支")
    return [
        {
            "id": f"p{at}",
            "name": NAMES[at % 20] + GIVEN[at // 20 % 20] + GIVEN[at // 400 % 20],
            "title": ("书记", "副书记", "委员", "干事")[at % 4],
            "phone": str(13800100000 + at),
            "committee": committees[at % 3],
        }
        for at in range(count)
    ]


def row_of(sheet: Worksheet, name: str) -> int:
    """Where this person stands."""
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value == name)


def cast_draft(cast: Cast) -> tuple[Submission, User]:
    from tests import journeys

    return journeys.draft_contact_points(cast), cast.person("zhou")
