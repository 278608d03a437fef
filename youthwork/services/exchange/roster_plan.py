"""导入计划: what importing the good rows would do: who is new, who changes, who stays, who is held back.

A person is known by name and phone together, within the subtree of the organ that imports. Where only one of
the two agrees the row is held back with a sentence: a second account for one person is worse than a question.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from youthwork.domain.hierarchy import CadreNature, Gender
from youthwork.models import Organization
from youthwork.services.exchange.known_people import Known, KnownPeople, load_people
from youthwork.services.exchange.roster import CellProblem, RosterReading, RosterRow
from youthwork.services.exchange.sheet_xml import column_number


@dataclass(frozen=True)
class PersonChange:
    """变更: what the row tells anew of a person known already; `words` say it, the rest does it."""

    row: RosterRow
    user_id: int
    words: tuple[str, ...]
    person: dict[str, Any]
    post_id: int | None
    post: dict[str, Any]
    adds_duty: bool


@dataclass(frozen=True)
class ImportPlan:
    """导入计划 for one reading. `held_back` are rows sound in themselves that clash with what is known."""

    new: tuple[RosterRow, ...]
    changed: tuple[PersonChange, ...]
    unchanged: tuple[RosterRow, ...]
    held_back: tuple[CellProblem, ...]

    @property
    def people(self) -> int:
        """How many of the roster's people an import would take."""
        return len(self.new) + len(self.changed) + len(self.unchanged)

    @property
    def fingerprint(self) -> str:
        """Two plans that would do the same have the same one: what was shown is what is done."""
        said = repr((self.new, [(each.user_id, each.words) for each in self.changed]))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def plan_import(reading: RosterReading, organ: Organization) -> ImportPlan:
    """Compare the good rows with the people of the subtree; one query whatever their number."""
    people = KnownPeople(load_people(organ))
    columns = {sheet.name: column_number(sheet.columns.get("手机号码") or "A") for sheet in reading.sheets}
    new, changed, unchanged, held_back = [], [], [], []
    for row in reading.good_rows:
        if clash := people.clash(row):
            column = columns.get(row.sheet, 1)
            held_back.append(
                CellProblem(
                    row.sheet, row.row, column, "手机号码", row.phone, clash, "error", person=row.name
                )
            )
        elif (known := people.same(row)) is None:
            new.append(row)
        elif change := _change(row, known):
            changed.append(change)
        else:
            unchanged.append(row)
    return ImportPlan(tuple(new), tuple(changed), tuple(unchanged), tuple(held_back))


def _change(row: RosterRow, known: Known) -> PersonChange | None:
    """What the row says otherwise than the record; an omitted column is never taken for a wish to wipe."""
    person: dict[str, Any] = {}
    post: dict[str, Any] = {}
    words = []
    gender = known.gender.value if known.gender else ""
    for what, old, new, values, value in (
        ("性别", gender, row.gender, person, {"gender": Gender(row.gender) if row.gender else None}),
        ("出生年月", known.birth_month, row.birth_month, person, {"birth_month": row.birth_month}),
    ):
        if new and new != old:
            words.append(f"{what}：{old or '未登记'} → {new}")
            values.update(value)
    held = known.post_in(row)
    if held is None:
        kept = "、".join(f"{each.unit_name} {each.title}" for each in known.posts if each.is_current)
        words.append(f"新增任职：{row.unit_name} {row.title}" + (f"（{kept} 仍保留）" if kept else ""))
    else:
        if row.title != held.title:
            words.append(f"职务：{held.title} → {row.title}")
            post["title"] = row.title
        if held.nature is None or row.nature != held.nature.value:
            words.append(f"性质：{held.nature.value if held.nature else '未登记'} → {row.nature}")
            post["nature"] = CadreNature(row.nature)
        if not held.is_cadre:
            words.append("登记为团干部")
    if not words:
        return None
    adds_duty = held is not None and not held.is_cadre
    return PersonChange(row, known.user_id, tuple(words), person, held.id if held else None, post, adds_duty)
