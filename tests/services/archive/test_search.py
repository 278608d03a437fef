from __future__ import annotations

import random
from dataclasses import replace

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.archive.corpus import Corpus, add_filing, write_corpus
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, FilingScope, Organization
from youthwork.services.archive import index, matching
from youthwork.services.archive import search as search_module
from youthwork.services.archive.query import ArchiveQuery, Condition, Cursor, Field, Join
from youthwork.services.archive.rewording import Wording
from youthwork.services.archive.search import PAGE_SIZE, ArchivePage, search
from youthwork.services.posts import actor_of

#: Who reads the archive of which organ.
READERS = {
    "su": "团示范省委",
    "song": "团示范省委",
    "meng": "团青岚市委",
    "zhao": "团青岚市委",
    "zhou": "团云溪县委",
    "bai": "团白鹭县委",
    "wang": "团望川县委",
    "wai": "团外省委",
}


def reader(cast: Cast, username: str) -> Actor:
    return actor_of(cast.person(username))


def every_page(actor: Actor, query: ArchiveQuery) -> list[ArchivePage]:
    """From the newest page to the oldest, by the links."""
    pages = [search(actor, query)]
    while pages[-1].older is not None:
        assert len(pages) < 100, "the links lead in a circle"
        pages.append(search(actor, query, pages[-1].older))
    return pages


def ids_of(pages: list[ArchivePage]) -> list[int]:
    return [row.id for page in pages for row in page.rows]


def found(actor: Actor, text: str, **narrowed: object) -> list[int]:
    return ids_of(every_page(actor, replace(ArchiveQuery(text), **narrowed)))


def random_queries(corpus: Corpus, many: int, seed: int) -> list[str]:
    """Pieces of the texts themselves, one to six characters, sometimes two of them; now and then a stranger's."""
    chance = random.Random(seed)
    texts = list(corpus.texts.values())
    queries = []
    for number in range(many):
        words = []
        for _ in range(chance.choice((1, 1, 1, 2))):
            text = chance.choice(texts)
            start = chance.randrange(len(text))
            words.append(text[start : start + chance.randint(1, 6)])
        queries.append(" ".join(words) if number % 10 else "".join(words)[::-1])
    return queries


def test_it_works(corpus: Corpus) -> None:
    page = search(reader(corpus.cast, "su"), ArchiveQuery("清河志愿"))
    assert page.count == len(corpus.brute_force("团示范省委", "清河志愿")) > 0
    assert all("<mark>清河志愿</mark>" in (row.extract or "") for row in page.rows)


def test_what_is_found_is_what_a_clerk_with_all_papers_would_find(corpus: Corpus) -> None:
    readers = {name: reader(corpus.cast, name) for name in ("su", "zhao", "zhou", "wai")}
    asked = 0
    for at, query in enumerate(random_queries(corpus, 300, seed=23)):
        username = list(readers)[at % len(readers)]
        if not ArchiveQuery(query).terms:
            continue
        asked += 1
        # A word that is punctuation only asks for nothing, so the clerk is not asked for it either.
        words = [word for word in query.split() if ArchiveQuery(word).terms]
        expected = corpus.brute_force(READERS[username], " ".join(words))
        assert matching.matches(readers[username], ArchiveQuery(query), 10_000) == expected, (username, query)
    assert asked > 250


@on_both_engines
def test_both_engines_find_what_the_clerk_finds_and_count_it(app: Flask, cast: Cast) -> None:
    corpus = write_corpus(cast, many=45)
    for username in ("su", "zhou"):
        actor = reader(cast, username)
        assert found(actor, "") == corpus.seen_by(READERS[username])
        for query in random_queries(corpus, 150, seed=5):
            words = [word for word in query.split() if ArchiveQuery(word).terms]
            if words:
                expected = corpus.brute_force(READERS[username], " ".join(words))
                assert matching.matches(actor, ArchiveQuery(query), 999) == expected, query
        page = search(actor, ArchiveQuery("月", year=2024, on_time=True))
        assert page.count == len(found(actor, "月", year=2024, on_time=True)) > 0
        city = cast.organizations["团青岚市委"].id
        assert search(actor, ArchiveQuery("月", organization_id=city)).rows


@pytest.mark.parametrize("username", READERS)
def test_everybody_finds_their_own_part_of_the_tree_and_nothing_else(corpus: Corpus, username: str) -> None:
    actor = reader(corpus.cast, username)
    expected = corpus.seen_by(READERS[username])
    assert found(actor, "") == expected
    assert found(actor, "月") == expected
    assert search(actor, ArchiveQuery()).everything.total == len(expected)


def test_the_sister_county_finds_nothing_of_a_countys_paper(app: Flask, cast: Cast) -> None:
    filing = journeys.filed(journeys.file_contact_points(cast))
    for word in ("云溪", "周可儿", filing.filing_number, ""):
        assert found(reader(cast, "zhou"), word) == [filing.id]
        assert found(reader(cast, "bai"), word) == []
        assert found(reader(cast, "wai"), word) == []


def test_the_cadre_a_sheet_is_about_finds_it_without_any_office(app: Flask, cast: Cast) -> None:
    filing = journeys.filed(journeys.file_task_sheet(cast, "mai"))
    assert found(reader(cast, "mai"), "清河") == [filing.id]
    other = journeys.filed(journeys.file_task_sheet(cast, "luo"))
    assert found(reader(cast, "mai"), "清河") == [filing.id]
    assert found(reader(cast, "luo"), "清河") == [other.id]


def test_a_phone_finds_nothing_whole_or_in_part(app: Flask, cast: Cast) -> None:
    filing = journeys.file_contact_units(cast)
    with index.renewing([filing.id]):
        filing.text += "\n有事打13800000021，勿传"
    db.session.commit()
    archivist = reader(cast, "zhao")
    for phone in {person.phone for person in cast.people.values()} | {"13800000021"}:
        for piece in (phone, phone[:7], phone[:3], phone[-4:]):
            assert found(archivist, piece) == [], piece
    shown = search(archivist, ArchiveQuery("勿传")).rows[0].extract
    assert shown is not None and "138****0021" in shown


def test_pages_hold_every_filing_once_in_order_both_ways(corpus: Corpus) -> None:
    actor = reader(corpus.cast, "su")
    for query in (ArchiveQuery(), ArchiveQuery("月"), ArchiveQuery("清河志愿"), ArchiveQuery(year=2025)):
        pages = every_page(actor, query)
        ids = ids_of(pages)
        assert ids == sorted(set(ids), reverse=True)
        assert len(ids) == pages[0].count == pages[-1].count
        back = [pages[-1]]
        while back[-1].newer is not None:
            assert len(back) <= len(pages)
            back.append(search(actor, query, back[-1].newer))
        assert set(ids_of(back)) == set(ids)
        assert [row.id for row in back[-1].rows] == ids[:PAGE_SIZE]


def test_the_newest_page_leads_only_to_older_ones(corpus: Corpus) -> None:
    page = search(reader(corpus.cast, "su"), ArchiveQuery())
    assert page.newer is None and page.older is not None
    assert len(page.rows) == PAGE_SIZE


def test_a_filing_that_comes_in_while_one_reads_moves_no_page(corpus: Corpus) -> None:
    actor = reader(corpus.cast, "su")
    first = search(actor, ArchiveQuery())
    assert first.older is not None
    expected = [row.id for row in search(actor, ArchiveQuery(), first.older).rows]
    add_filing(corpus.cast, 901, random.Random(1))
    assert [row.id for row in search(actor, ArchiveQuery(), first.older).rows] == expected


def test_more_matches_than_the_cap_are_counted_as_so_many_and_all_paged(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "COUNT_CAP", 50)
    actor = reader(corpus.cast, "su")
    pages = every_page(actor, ArchiveQuery("月"))
    assert pages[0].is_capped and pages[0].count == 50
    assert all(branch.count is None for branch in pages[0].tree)
    assert ids_of(pages) == corpus.seen_by("团示范省委")
    narrow = search(actor, ArchiveQuery("月", year=2024, annex="contact_points"))
    assert not narrow.is_capped and 0 < narrow.count < 50


def test_conditions_narrow_as_they_say(corpus: Corpus) -> None:
    actor = reader(corpus.cast, "su")
    filings = {filing.id: filing for filing in db.session.scalars(db.select(Filing))}
    department = corpus.cast.organizations["团青岚市委组织部"].id
    for text in ("", "月"):
        for narrowed, holds in (
            ({"year": 2025}, lambda it: it.year == 2025),
            ({"annex": "contact_points"}, lambda it: it.annex_key == "contact_points"),
            ({"on_time": False}, lambda it: not it.was_on_time),
            ({"department_id": department}, lambda it: it.department_id == department),
            ({"year": 2025, "on_time": True}, lambda it: it.year == 2025 and it.was_on_time),
        ):
            expected = [id for id in sorted(filings, reverse=True) if holds(filings[id])]
            assert expected and found(actor, text, **narrowed) == expected


def test_a_unit_brings_its_whole_subtree(corpus: Corpus) -> None:
    city = corpus.cast.organizations["团青岚市委"]
    for text in ("", "月"):
        assert found(reader(corpus.cast, "su"), text, organization_id=city.id) == corpus.seen_by("团青岚市委")


def test_a_unit_that_moved_is_found_under_both_superiors(corpus: Corpus) -> None:
    county = corpus.cast.organ("团白鹭县委")
    city = corpus.cast.organ("团青岚市委")
    other = corpus.cast.organ("团望川县委")
    with index.renewing_subtree(county):
        county.path = f"{other.path}{county.id}/"
        county.parent_id = other.id
    db.session.commit()
    theirs = corpus.seen_by("团白鹭县委")
    actor = reader(corpus.cast, "su")
    assert theirs and set(theirs) <= set(found(actor, "", organization_id=city.id))
    assert set(theirs) <= set(found(actor, "月", organization_id=other.id))


def test_a_unit_out_of_sight_is_not_asked_for(corpus: Corpus) -> None:
    sister = corpus.cast.organizations["团白鹭县委"].id
    page = search(reader(corpus.cast, "zhou"), ArchiveQuery(organization_id=sister))
    assert page.query.organization_id is None
    assert page.count == len(corpus.seen_by("团云溪县委"))


def test_years_and_annexes_that_never_were_are_left_out(corpus: Corpus) -> None:
    query = ArchiveQuery("月", year=1911, annex="no_such", department_id=99999)
    page = search(reader(corpus.cast, "zhao"), query)
    assert page.query == ArchiveQuery("月")


def test_the_tree_counts_what_was_found(corpus: Corpus) -> None:
    actor = reader(corpus.cast, "su")
    page = search(actor, ArchiveQuery("清河志愿", year=2025))
    years = {branch.label: branch.count for branch in page.tree if branch.depth == 0}
    everywhere = corpus.brute_force("团示范省委", "清河志愿")
    assert sum(count or 0 for count in years.values()) == len(everywhere)
    assert page.count == years["2025年"] < len(everywhere)
    for branch in page.tree:
        assert branch.count == len(ids_of(every_page(actor, branch.query)))


def test_a_right_that_is_gone_shows_nothing_though_the_index_still_knows(corpus: Corpus) -> None:
    county = corpus.cast.organizations["团云溪县委"]
    db.session.execute(db.delete(FilingScope).where(FilingScope.organization_id == county.id))
    db.session.commit()
    assert found(reader(corpus.cast, "zhou"), "月") == []


@pytest.mark.parametrize(
    "query",
    ["%", "_", '"', "'", "''", "*", "清*", "NEAR(清 河)", "清 OR 河", "-清", "^清", "tokens:清", "(", "o:1", "y:2026",
     "清\x00河", "😀", "\\", "{}", "清" * 600, "ａ" * 500, " ".join("清河志愿服务团青岚备号" * 40)],
)  # fmt: skip
def test_anything_may_be_typed(corpus: Corpus, query: str) -> None:
    page = search(reader(corpus.cast, "su"), ArchiveQuery(query))
    plain = query.replace("\x00", "")
    if page.query.terms and len(query) <= 500:
        words = [word for word in plain.split() if ArchiveQuery(word).terms]
        assert page.count == len(corpus.brute_force("团示范省委", " ".join(words)))


def test_a_filing_number_is_found_however_its_brackets_are_typed(corpus: Corpus) -> None:
    number = db.session.scalars(db.select(Filing.filing_number).order_by(Filing.id)).first()
    assert number is not None
    actor = reader(corpus.cast, "su")
    for typed in (
        number,
        number.replace("〔", "[").replace("〕", "]"),
        number.replace("〔", "（").replace("〕", "）"),
    ):
        assert found(actor, typed) == corpus.brute_force("团示范省委", number)


def test_where_punctuation_stands_in_the_way_the_words_without_it_are_offered(corpus: Corpus) -> None:
    assert instead(corpus, "《清河志愿》") == (Wording.PLAIN, "清河志愿")
    assert instead(corpus, "《没有的词》") is None
    assert instead(corpus, "清河志愿") is None


def test_what_was_typed_in_traditional_characters_is_offered_in_simplified_ones(corpus: Corpus) -> None:
    assert instead(corpus, "清河誌願") == (Wording.SIMPLIFIED, "清河志愿")
    assert instead(corpus, "《清河誌願》") == (Wording.BOTH, "清河志愿")
    assert instead(corpus, "沒有的詞") is None
    asked = ArchiveQuery("清河", conditions=(Condition(Join.ALL, Field.ANYWHERE, "誌願"),))
    found = search(reader(corpus.cast, "su"), asked).try_instead
    assert found is not None and found.query.words == "清河 志愿"


def instead(corpus: Corpus, text: str) -> tuple[Wording, str] | None:
    found = search(reader(corpus.cast, "su"), ArchiveQuery(text)).try_instead
    return found and (found.wording, found.query.text)


def test_the_units_offered_are_two_levels_deep_and_in_sight(corpus: Corpus) -> None:
    names = {unit.name: unit.depth for unit in search(reader(corpus.cast, "su"), ArchiveQuery()).units}
    assert names["团示范省委"] == 0 and names["团青岚市委"] == 1 and names["团云溪县委"] == 2
    assert "云溪镇团委" not in names and "团示范省委组织部" not in names and "团外省委" not in names
    town = db.session.scalars(db.select(Organization).where(Organization.common_name == "云溪镇团委")).one()
    chosen = search(reader(corpus.cast, "su"), ArchiveQuery(organization_id=town.id))
    assert "云溪镇团委" in {unit.name for unit in chosen.units}


def test_a_cursor_beyond_the_end_shows_an_empty_page_and_the_way_back(corpus: Corpus) -> None:
    page = search(reader(corpus.cast, "su"), ArchiveQuery(), Cursor(before=1))
    assert not page.rows and page.older is None
