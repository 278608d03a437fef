"""高级检索 on both engines: fields, 与/或/非, people by initials, and everything that narrows, against a patient clerk."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.archive.corpus import Corpus, plain, write_corpus
from youthwork.extensions import db
from youthwork.models import Filing
from youthwork.services.archive import blocks, initials, vectors
from youthwork.services.archive.matching import matches, pool
from youthwork.services.archive.query import (
    ArchiveQuery,
    Condition,
    Cursor,
    Field,
    Join,
    Keeping,
    Standing,
)
from youthwork.services.posts import actor_of

Holds = Callable[[Filing], bool]


def found(cast: Cast, query: ArchiveQuery, who: str = "su") -> list[int]:
    return matches(actor_of(cast.person(who)), query, 9_999)


def expected(corpus: Corpus, holds: Holds) -> list[int]:
    filings = db.session.scalars(db.select(Filing).order_by(Filing.id.desc()))
    return [filing.id for filing in filings if filing.id in corpus.texts and holds(filing)]


def asked(join: Join, field: Field, words: str) -> ArchiveQuery:
    return ArchiveQuery(conditions=(Condition(join, field, words),))


def part(filing: Filing, field: Field) -> str:
    owner = filing.owner
    return plain(
        {
            Field.TITLE: filing.title,
            Field.DOCUMENT: filing.heading or "",
            Field.NUMBER: f"{filing.filing_number} {filing.machine_number}",
            Field.UNIT: " ".join((filing.owner_name, *owner.names())),
            Field.PERSON: filing.names,
        }[field]
    )


@on_both_engines
def test_each_field_finds_what_stands_in_that_part_and_nothing_else(app: Flask, cast: Cast) -> None:
    write_corpus(cast, many=60)
    chance = random.Random(3)
    filings = list(db.session.scalars(db.select(Filing).order_by(Filing.id)))
    for field in (Field.TITLE, Field.NUMBER, Field.UNIT, Field.PERSON):
        for _ in range(25):
            text = part(chance.choice(filings), field)
            start = chance.randrange(len(text))
            words = text[start : start + chance.randint(1, 6)]
            terms = Condition(Join.ALL, field, words).terms
            if not terms or any(initials.are_initials(term.text) for term in terms):
                continue
            wanted = [it.id for it in filings[::-1] if all(term.text in part(it, field) for term in terms)]
            assert found(cast, asked(Join.ALL, field, words)) == wanted, (field, words)


@on_both_engines
def test_and_or_and_not_are_what_they_say(app: Flask, cast: Cast) -> None:
    corpus = write_corpus(cast, many=60)
    chance = random.Random(4)
    texts = list(corpus.texts.values())

    def piece() -> str:
        text = chance.choice(texts).replace("\n", "，")
        start = chance.randrange(len(text) - 4)
        return text[start : start + chance.randint(1, 4)].strip() or "月"

    for _ in range(40):
        words = [piece().replace(" ", "") or "月" for _ in range(4)]
        if not all(Condition(Join.ALL, Field.ANYWHERE, word).terms for word in words):
            continue
        query = ArchiveQuery(
            words[0],
            (
                Condition(Join.ANY, Field.ANYWHERE, f"{words[1]} {words[2]}"),
                Condition(Join.NONE, Field.ANYWHERE, words[3]),
            ),
        )
        if any(initials.are_initials(plain(word)) for word in words):
            continue

        def holds(it: Filing, words: list[str] = words) -> bool:
            text = plain(corpus.texts[it.id])
            first, second, third, fourth = map(plain, words)
            return first in text and (second in text or third in text) and fourth not in text

        assert found(cast, query) == expected(corpus, holds), words


@on_both_engines
def test_a_person_is_found_by_initials_in_every_reading(app: Flask, cast: Cast) -> None:
    corpus = write_corpus(cast, many=12)
    with_names = sorted(corpus.texts)[:3]
    for filing_id, names in zip(with_names, ("单雨桐", "曾乐\n王晓明", "买买提江·阿布都"), strict=True):
        _rename(filing_id, names)
    for typed, at in (("syt", 0), ("DYT", 0), ("zl", 1), ("cy", 1), ("wxm", 1), ("mmtj", 2), ("ab", 2)):
        assert with_names[at] in found(cast, asked(Join.ALL, Field.PERSON, typed)), typed
        assert with_names[at] in found(cast, ArchiveQuery(typed)), typed
    assert found(cast, asked(Join.ALL, Field.PERSON, "lwxm")) == []
    assert with_names[1] not in found(cast, asked(Join.NONE, Field.PERSON, "wxm"))
    assert with_names[0] in found(cast, asked(Join.NONE, Field.PERSON, "wxm"))


def _rename(filing_id: int, names: str) -> None:
    from youthwork.services.archive.index import renewing

    with renewing([filing_id]):
        db.session.get_one(Filing, filing_id).names = names
    db.session.commit()


@on_both_engines
def test_everything_that_narrows_narrows_as_it_says(app: Flask, cast: Cast) -> None:
    corpus = write_corpus(cast, many=60)
    days = sorted(it.filed_at.date() for it in db.session.scalars(db.select(Filing)))
    first, last = days[10], days[40]
    cases: list[tuple[ArchiveQuery, Holds]] = [
        (ArchiveQuery(year=2024), lambda it: it.year == 2024),
        (ArchiveQuery(annex="contact_points"), lambda it: it.annex_key == "contact_points"),
        (ArchiveQuery(on_time=False), lambda it: not it.was_on_time),
        (ArchiveQuery(retention_years=10), lambda it: True),
        (ArchiveQuery(retention_years=0), lambda it: False),
        (ArchiveQuery(standing=Standing.CURRENT), lambda it: True),
        (ArchiveQuery(standing=Standing.VOIDED), lambda it: False),
        (ArchiveQuery(keeping=Keeping.OPEN), lambda it: True),
        (ArchiveQuery(keeping=Keeping.ARCHIVED), lambda it: False),
        (ArchiveQuery(filed_from=first), lambda it: it.filed_at.date() >= first),
        (ArchiveQuery(filed_to=last), lambda it: it.filed_at.date() <= last),
        (
            ArchiveQuery(filed_from=first, filed_to=last, year=2024),
            lambda it: first <= it.filed_at.date() <= last and it.year == 2024,
        ),
        (ArchiveQuery(filed_from=last, filed_to=first), lambda it: False),
        (ArchiveQuery(filed_from=date(1, 1, 1), filed_to=date(9999, 12, 31)), lambda it: True),
        (ArchiveQuery(organization_id=cast.organizations["团云溪县委"].id), lambda it: it.owner_name == "团云溪县委"),
    ]  # fmt: skip
    for query, holds in cases:
        for text in ("", "月"):
            assert found(cast, query.but(text=text)) == expected(corpus, holds), query


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_every_way_of_looking_finds_the_same_in_the_same_order(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "_BITS", (2, 3, 4, 5))
    corpus = write_corpus(cast, many=60)
    queries = ["月", "清河", "2025", "团日", "每周一读", "ABC", "", "堃"]
    for near, few in ((300, 3_000), (1, 3_000), (1, 2), (1, 10), (7, 0)):
        monkeypatch.setattr(vectors, "NEAR", near)
        monkeypatch.setattr(vectors, "FEW", few)
        for query in queries:
            wanted = corpus.brute_force("团示范省委", query)
            for most in (1, 5, 21):
                assert matches(actor_of(cast.person("su")), ArchiveQuery(query), most) == wanted[:most]
            for at in (3, 20):
                if len(wanted) > at:
                    assert _page(cast, query, Cursor(before=wanted[at])) == wanted[at + 1 : at + 6]
                    assert _page(cast, query, Cursor(after=wanted[at])) == wanted[max(0, at - 5) : at]
            met = pool(actor_of(cast.person("su")), ArchiveQuery(query), 40, 5, len(corpus.texts))
            assert list(met.ids) == wanted[: len(met.ids)]
            assert met.count == min(40, len(wanted)) and len(met.ids) >= min(5, len(wanted))
            assert not met.is_whole or len(met.ids) == len(wanted)


def _page(cast: Cast, query: str, cursor: Cursor) -> list[int]:
    return matches(actor_of(cast.person("su")), ArchiveQuery(query), 5, cursor)


def test_the_blocks_of_a_span_hold_every_id_once_and_in_order() -> None:
    for newest in (1, 1023, 1024, 70_000, 1_000_000):
        for cursor in (None, 1, 1025, 9_000):
            down = [block for span in blocks.spans(newest, cursor, None) for block in span]
            last = newest if cursor is None else min(newest, cursor - 1)
            for probe in {0, last // 3, last // 2, last}:
                assert sum(number == probe >> bits for bits, number in down) == 1
            assert down == sorted(down, key=lambda block: -((block[1] + 1) << block[0]))
    up = [block for span in blocks.spans(70_000, None, 5_000) for block in span]
    for probe in (5_001, 6_000, 69_999, 70_000):
        assert sum(number == probe >> bits for bits, number in up) == 1


def test_a_range_of_days_is_few_marks_and_every_day_of_it_has_one() -> None:
    from youthwork.services.archive.marks import day_marks, range_marks

    first, last = date(2023, 11, 15), date(2026, 2, 3)
    marks = list(range_marks(first, last))
    assert len(marks) < 40
    day = first - timedelta(days=40)
    while day < last + timedelta(days=40):
        assert len(set(day_marks(day)) & set(marks)) == (first <= day <= last), day
        day += timedelta(days=1)
