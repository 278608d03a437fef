"""受文范围 for pages: what can be ticked, the units picked and found by name, the range as a sentence."""

from __future__ import annotations

from typing import Any

from youthwork.domain.audience import Audience
from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.forms.notices import AudienceForm
from youthwork.models import Notice, Organization
from youthwork.services.notices import audiences
from youthwork.services.notices.audiences import Choices


def audience_choices(issuer: Organization, form: AudienceForm, choices: Choices) -> dict[str, Any]:
    """受文范围 as it is ticked: what there is beneath the issuer, and the units picked by name."""
    names = audiences.named((form.under.ids | form.but.ids | form.also.ids) - {issuer.id})
    return {
        "levels": [(each.value, _level_word(each, issuer), count) for each, count in choices.levels],
        "types": [(each.value, each.value, count) for each, count in choices.types],
        "ticked_levels": set(form.levels.data or ()),
        "ticked_types": set(form.types.data or ()),
        "is_whole": issuer.id in form.under.ids or not form.under.ids,
        "issuer_id": issuer.id,
        "issuer": issuer.common_name,
        "picked": {
            name: [(id_, names[id_]) for id_ in names if id_ in getattr(form, name).ids]
            for name in ("under", "but", "also")
        },
    }


def _level_word(level: OrganizationLevel, issuer: Organization) -> str:
    return f"本机关（{level.value}）" if level is issuer.level else level.value


def found_units(rows: list[Organization]) -> list[dict[str, Any]]:
    """按名称查到的."""
    return [{"id": each.id, "name": each.common_name, "kind": kind_words(each)} for each in rows]


def kind_words(organ: Organization) -> str:
    """县 · 领导机关."""
    return f"{organ.level.value} · {organ.type.value}"


def audience_words(notice: Notice) -> str:
    """受文范围 as a sentence."""
    audience = Audience.from_json(notice.audience, notice.issuer_id)
    names = audiences.named((audience.under | audience.but | audience.also) - {notice.issuer_id})
    return audiences.words(audience, notice.issuer, names)
