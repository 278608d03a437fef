"""个人信息: what a form marks as personal stays out of index, lists and logs, whichever annex it is."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask

from tests import duties, journeys
from tests.client import PageClient
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.cli import serve
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.annexes.province_2017_8.recommendation import Recommendation
from youthwork.models import ArchiveUse, AuditRecord, Filing, Paper
from youthwork.services import posts
from youthwork.services.archive import catalogue
from youthwork.services.archive.entries import entries_of
from youthwork.services.archive.export_contents import rows_of
from youthwork.services.archive.metadata import describe
from youthwork.services.drafts.drafting import open_submission

ANNEXES = [annex for edition in EDITIONS.values() for annex in edition.annexes]
#: Those that ask for a phone or a birth; the others have nothing of the kind to let out.
PERSONAL = [
    annex
    for annex in ANNEXES
    if any(column.personal for section in annex.sections for column in section.columns)
]


def file_recommendation(cast: Cast) -> Filing:
    """经验典型推荐 of 团云溪县委, with whom to ask."""
    row = duties.annex(duties.issue(cast, annexes=("recommendation",)), "recommendation")
    zhou = cast.person("zhou")
    paper = open_submission(row, zhou, cast.organ("团云溪县委").id)
    journeys.type_in(paper, zhou, Recommendation.sample())
    return journeys.file_(journeys.walk_on(paper, cast, State.ACCEPTED), cast)


FILE = {
    "contact_points": journeys.file_contact_points,
    "task_sheet": journeys.file_task_sheet,
    "recommendation": file_recommendation,
    "contact_units": journeys.file_contact_units,
}


def personal_values(annex: type[AnnexForm], answers: Mapping[str, Any]) -> Iterator[str]:
    """Every value of a column marked personal."""
    for section in annex.sections:
        rows = answers.get(section.rows_field, []) if section.rows_field else [answers]
        for row in rows:
            yield from (str(row.get(column.name) or "") for column in section.columns if column.personal)


@pytest.fixture(params=PERSONAL, ids=lambda annex: annex.key)
def filing(request: pytest.FixtureRequest, app: Flask, cast: Cast) -> Filing:
    filed: Filing = FILE[request.param.key](cast)
    journeys.filed(filed)
    return filed


@pytest.fixture
def secrets(filing: Filing) -> set[str]:
    annex = next(each for each in ANNEXES if each.key == filing.annex_key)
    found = {value for value in personal_values(annex, filing.answers) if value}
    assert any(re.fullmatch(r"1\d{10}", value) for value in found), "the example holds no phone"
    return found


@on_both_engines
def test_the_index_holds_none_of_it(filing: Filing, secrets: set[str]) -> None:
    (entry,) = entries_of([filing.id])
    for secret in secrets:
        assert secret not in entry.document and secret not in entry.folded
        digits = re.sub(r"\D", "", secret)
        assert not any(token in digits for token in entry.tokens if token.isdigit() and len(token) >= 4), (
            secret
        )


def test_neither_log_nor_register_nor_description_holds_it(
    client: PageClient, filing: Filing, secrets: set[str], capfd: pytest.CaptureFixture[str]
) -> None:
    client.sign_in("zhao" if filing.organ_name.endswith("青岚市委员会") else "tang")
    client.get(f"/filings/{filing.id}")
    client.post(f"/filings/{filing.id}/reveal", {"purpose": "工作查考"}, status=200)
    client.send("POST", f"/filings/{filing.id}/word")
    paper = db.session.scalars(db.select(Paper).where(Paper.filing_id == filing.id)).one()
    said = [
        *db.session.scalars(db.select(AuditRecord.sentence)),
        *db.session.scalars(db.select(ArchiveUse.subject + ArchiveUse.purpose)),
        *(element.value for element in describe(filing, paper)),
        *capfd.readouterr(),
    ]
    for secret in secrets:
        assert not any(secret in sentence for sentence in said), secret


def test_neither_an_exported_list_nor_the_catalogue_holds_it(
    cast: Cast, filing: Filing, secrets: set[str]
) -> None:
    su = posts.actor_of(cast.person("su"))
    (entry,) = rows_of(su, [filing.id])
    said = f"{entry} {catalogue._row(filing)} {catalogue.title_of(filing)}"
    assert filing.filing_number in said
    assert not any(secret in said for secret in secrets)


def test_no_server_of_ours_keeps_a_log_of_addresses() -> None:
    """What is searched for stands in addresses."""
    assert "log_access" not in inspect.getsource(serve)


def test_the_list_and_what_is_searched_for_show_none_of_it(
    client: PageClient, filing: Filing, secrets: set[str]
) -> None:
    client.sign_in("su")
    for query in ("", *secrets):
        page = client.get("/archive", query_string={"q": query})
        text = page.text.replace(query, "") if query else page.text
        assert not any(secret in text for secret in secrets), query
