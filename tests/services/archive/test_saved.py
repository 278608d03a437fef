"""常用检索: kept under a name, found again, nobody else's."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.extensions import db
from youthwork.services.archive import saved
from youthwork.services.archive.query import ArchiveQuery, Condition, Field, Join, Standing

pytestmark = on_both_engines

QUERY = ArchiveQuery(
    text="清河 100% & 更多#“引号”",
    conditions=(Condition(Join.NONE, Field.PERSON, "王 晓明"), Condition(Join.ANY, Field.UNIT, "云溪+白鹭")),
    year=2026,
    filed_from=date(2026, 3, 1),
    standing=Standing.CURRENT,
    retention_years=0,
)


def test_what_was_kept_asks_the_same_again(app: Flask, cast: Cast) -> None:
    tang = cast.person("tang")
    saved.save(tang, "本年清河", QUERY)
    db.session.commit()
    assert [(each.name, each.query) for each in saved.mine(tang)] == [("本年清河", QUERY)]


def test_nobody_else_finds_or_changes_it(app: Flask, cast: Cast) -> None:
    kept = saved.save(cast.person("tang"), "本年清河", QUERY)
    other = cast.person("su")
    assert saved.mine(other) == []
    with pytest.raises(NotFound):
        saved.find(other, kept.id)
    with pytest.raises(NotFound):
        saved.rename(other, kept.id, "别的")
    with pytest.raises(NotFound):
        saved.remove(other, kept.id)
    assert [each.name for each in saved.mine(cast.person("tang"))] == ["本年清河"]


def test_a_name_is_used_once_a_person(app: Flask, cast: Cast) -> None:
    tang = cast.person("tang")
    saved.save(tang, "本年", ArchiveQuery(year=2026))
    with pytest.raises(Unacceptable, match="已有叫“本年”的常用检索"):
        saved.save(tang, "本年", ArchiveQuery(year=2025))
    second = saved.save(tang, "上年", ArchiveQuery(year=2025))
    with pytest.raises(Unacceptable, match="换一个名称"):
        saved.rename(tang, second.id, "本年")
    saved.save(cast.person("su"), "本年", ArchiveQuery(year=2026))
    db.session.commit()
    assert [each.name for each in saved.mine(tang)] == ["本年", "上年"]


def test_renamed_and_removed(app: Flask, cast: Cast) -> None:
    tang = cast.person("tang")
    kept = saved.save(tang, "本年", ArchiveQuery(year=2026))
    assert saved.rename(tang, kept.id, "今年").name == "今年"
    assert saved.rename(tang, kept.id, "今年").name == "今年", "its own name is not taken"
    assert saved.remove(tang, kept.id).name == "今年"
    assert saved.mine(tang) == []


def test_an_empty_question_and_an_endless_one_are_not_kept(app: Flask, cast: Cast) -> None:
    tang = cast.person("tang")
    with pytest.raises(Unacceptable, match="还没有检索条件"):
        saved.save(tang, "全部", ArchiveQuery())
    conditions = tuple(Condition(Join.ALL, Field.ANYWHERE, "%" * 60) for _ in range(8))
    with pytest.raises(Unacceptable, match="太长"):
        saved.save(tang, "太长", ArchiveQuery(text="%" * 500, conditions=conditions))
    assert saved.mine(tang) == []


def test_there_are_only_so_many(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 2)
    tang = cast.person("tang")
    saved.save(tang, "一", ArchiveQuery(year=2025))
    saved.save(tang, "二", ArchiveQuery(year=2026))
    with pytest.raises(Unacceptable, match="最多 2 条"):
        saved.save(tang, "三", ArchiveQuery(year=2024))
