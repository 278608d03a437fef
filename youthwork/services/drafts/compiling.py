"""汇编: fill an annex's rows from what the unit already keeps; rows written by hand stay as they are."""

from __future__ import annotations

from dataclasses import dataclass

from youthwork.domain.annex_context import AnnexContext
from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.forms.annexes.city_2017_walking.contact_units import contact_of, split_names
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.fields import Posted
from youthwork.models import Submission, User
from youthwork.services.drafts.annex_context import context_for
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft


@dataclass(frozen=True)
class Compiled:
    """汇编的结果: how many people, how many with a link, and whose rows are new."""

    people: int
    linked: int
    added: tuple[str, ...]


def compile_contact_points(submission: Submission, user: User) -> Compiled:
    """由联系关系汇编: one row for every cadre; name, title and phone are brought up to date, the committee too
    where there is a link. What was typed for a cadre without a link stays."""
    context = context_for(submission, user)
    draft = find_draft(submission)
    fields: Posted = {name: list(values) for name, values in draft.fields.items()}
    rows = fields.setdefault("rows", [])
    by_name = {fields.get(f"rows-{row}-name", [""])[0]: row for row in rows}
    added = []
    for compiled in ContactPoints.compile(context):
        row = by_name.get(compiled["name"])
        if row is None:
            row = compiled["id"]
            added.append(compiled["name"])
            if row not in rows:
                rows.append(row)
        for column in ("name", "title", "phone", "committee"):
            if compiled[column] or f"rows-{row}-{column}" not in fields:
                fields[f"rows-{row}-{column}"] = [compiled[column]]
    save_draft(submission, user, Save(fields, draft.revision))
    return Compiled(
        len(context.cadres), sum(one.user_id in context.links for one in context.cadres), tuple(added)
    )


def counties_left_out(submission: Submission, context: AnnexContext) -> list[str]:
    """县（市、区） no row names yet, in administrative order."""
    fields = find_draft(submission).fields
    named = {
        name
        for row in fields.get("rows", [])
        for name in split_names("".join(fields.get(f"rows-{row}-counties", [])))
    }
    counties = (unit for unit in context.subordinates if unit.level is OrganizationLevel.COUNTY)
    return [unit.name for unit in counties if not named & {unit.name, unit.printed_name}]


def add_missing_counties(submission: Submission, user: User) -> list[str]:
    """Add a row for every county left out, with its contact; and the contact where a row names its county only."""
    context = context_for(submission, user)
    left_out = counties_left_out(submission, context)
    draft = find_draft(submission)
    fields: Posted = {name: list(values) for name, values in draft.fields.items()}
    ids = {unit.name: unit.id for unit in context.subordinates}
    for name in left_out:
        row = f"c{ids[name]}"
        if row not in fields.setdefault("rows", []):
            fields["rows"].append(row)
        fields[f"rows-{row}-counties"] = [name]
    for row in fields.get("rows", []):
        _fill_contact(fields, f"rows-{row}-", context)
    save_draft(submission, user, Save(fields, draft.revision))
    return left_out


def _fill_contact(fields: Posted, place: str, context: AnnexContext) -> None:
    """联络员、联系电话 from the roster, where neither is written yet."""
    written = [text for name in ("liaison", "liaison_phone") for text in fields.get(place + name, []) if text]
    contact = contact_of("".join(fields.get(f"{place}counties", [])), context)
    if contact is not None and not written:
        fields[f"{place}liaison"], fields[f"{place}liaison_phone"] = [contact.name], [contact.phone]
