"""`youthwork fonts`: every stored text is looked through, and each character asked for once."""

import pytest
from flask import Flask

from tests import journeys
from tests.factories import Cast
from youthwork.cli import fonts as command
from youthwork.extensions import db
from youthwork.models import Organization


def test_a_character_is_asked_for_once_however_often_it_stands_somewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    real = command.undrawable
    monkeypatch.setattr(command, "undrawable", lambda text: asked.append(text) or real(text))
    found = list(command.find_unprintable([("人员“周可儿”", "周可儿")] * 3))
    assert found == [] and sorted(asked) == sorted("周可儿")


def test_what_no_font_draws_is_named_with_its_code_point() -> None:
    texts = [("人员“周可儿”", "周可儿"), ("组织“团\ue000委”", "团\ue000委\ue000"), ("备案件 1号", "\ue000")]
    assert list(command.find_unprintable(texts)) == [
        ("组织“团\ue000委”", ["\ue000 U+E000"]),
        ("备案件 1号", ["\ue000 U+E000"]),
    ]


def test_people_organizations_seals_and_filings_are_looked_through(app: Flask, cast: Cast) -> None:
    filed = journeys.filed(journeys.file_contact_points(cast))
    organization = db.session.get_one(Organization, filed.owner_id)
    organization.common_name = "云溪\ue000"
    filed.text += "\ue001"
    labels = {label: missing for label, missing in command.find_unprintable(command._names())}
    assert labels == {
        "组织“云溪\ue000”": ["\ue000 U+E000"],
        f"备案件 {filed.filing_number}": ["\ue001 U+E001"],
    }
    stored = [label for label, _ in command._names()]
    assert any(label.startswith("印章") for label in stored) and any(
        label.startswith("人员") for label in stored
    )
