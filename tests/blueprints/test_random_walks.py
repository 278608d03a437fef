"""乱走: several people act at random; no forbidden state, no lost text, no refusal without a sentence."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests import factories, journeys
from tests.conftest import make_app
from tests.factories import Cast
from tests.walkers import (
    LEADS_TO,
    Seen,
    Walkers,
    assert_refused_in_words,
    form_of,
    fresh_database,
    texts_in,
)
from youthwork.extensions import db

PEOPLE = (
    "zhou",
    "chen",
    "li",
    "mai",
    "he",
    "cheng",
    "lin",
    "meng",
    "luo",
    "zhao",
    "tang",
    "song",
    "su",
    "bai",
)
NOUNS = tuple(LEADS_TO)
#: Inputs two people may both write in.
FIELDS = {"contact_points": ("filler", "rows-{row}-title", "rows-{row}-committee"), "task_sheet": ("branch",)}
#: Whose step it is, by state.
DUE = {
    "contact_points": {
        "draft": [("submittal", "zhou")],
        "returned": [("submittal", "zhou")],
        "in_sign_off": [("sign-off", "chen")],
        "signed_off": [("press-approval", "chen"), ("impression", "li")],
        "pressed": [("sending", "zhou")],
        "sent": [("acceptance", "he"), ("acceptance", "cheng")],
        "accepted": [("filing", "he"), ("filing", "cheng"), ("return", "he"), ("return", "cheng")],
    },
    "task_sheet": {
        "draft": [("submittal", "luo")],
        "returned": [("submittal", "luo")],
        "in_sign_off": [("sign-off", "meng"), ("sign-off", "meng"), ("send-back", "meng")],
        "signed_off": [("sending", "lin")],
        "sent": [("acceptance", "tang"), ("acceptance", "song"), ("withdrawal", "luo")],
        "accepted": [("filing", "tang"), ("filing", "song"), ("return", "tang"), ("return", "song")],
    },
}
REASONS = ("", "第 1 行职务请写全称", "　")


@pytest.fixture(scope="module")
def ground(province: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One application for all walks, with two drafts in its database, which every walk begins from."""
    template, cast = province
    place = tmp_path_factory.mktemp("walks")
    database = place / "youthwork.db"
    fresh_copy = place / "first.db"
    fresh_copy.write_bytes(template.read_bytes())
    database.write_bytes(template.read_bytes())
    clock = [factories.NOW]
    app = make_app(place, CLOCK=lambda: clock[0])
    with app.app_context():
        ids = {
            "contact_points": journeys.draft_contact_points(cast).id,
            "task_sheet": journeys.draft_task_sheet(cast, "luo").id,
        }
        db.session.commit()
        db.session.remove()
        engine = db.engine
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
    fresh_copy.write_bytes(database.read_bytes())
    yield Walkers(app, engine, clock), ids, fresh_copy, database
    engine.dispose()


class RandomWalks(RuleBasedStateMachine):
    """Anybody does anything to either paper, from a page they may have opened long ago."""

    ground: Any
    #: Over all walks: the states papers came to, and how often a step was refused.
    reached: ClassVar[Counter[str]] = Counter()

    @initialize()
    def set_out(self) -> None:
        self.walkers, self.ids, first, database = self.ground
        fresh_database(first, database, self.walkers.engine)
        self.walkers.clients.clear()
        self.walkers.clock[0] = factories.NOW
        self.pages: dict[tuple[str, str], Seen] = {}
        self.versions: dict[tuple[str, str], int] = {}
        #: Words the system said it had saved, each with the input it was typed into.
        self.kept: dict[str, tuple[str, str]] = {}
        self.rounds: dict[tuple[int, int], str] = {}
        self.typed = 0

    def look(self, who: str, what: str) -> None:
        """Open the draft: from now on this is what the page in front of the person says."""
        [row] = self.walkers.rows(
            "SELECT fields, revision FROM draft WHERE submission_id = :id", id=self.ids[what]
        )
        self.pages[who, what] = Seen(row.revision, json.loads(row.fields))

    @rule(who=st.sampled_from(PEOPLE), what=st.sampled_from(sorted(FIELDS)))
    def open_the_page(self, who: str, what: str) -> None:
        answer = self.walkers.send(who, "GET", f"/submissions/{self.ids[what]}")
        assert answer.status_code in (200, 302, 303, 404)
        if answer.status_code == 404:
            assert_refused_in_words(answer)
        self.look(who, what)
        self.versions[who, what] = self.walkers.paper(self.ids[what]).version

    @precondition(lambda self: self.pages)
    @rule(data=st.data())
    def type_and_save(self, data: st.DataObject) -> None:
        """From a page opened earlier, however much has happened since."""
        who, what = data.draw(st.sampled_from(sorted(self.pages)))
        page = self.pages[who, what]
        rows = page.fields.get("rows", [])
        name = data.draw(st.sampled_from(FIELDS[what]))
        if "{row}" in name:
            if not rows:
                return
            name = name.format(row=data.draw(st.sampled_from(rows)))
        self.typed += 1
        words = f"字{self.typed}"
        before = page.fields.get(name, [""])[0]
        page.fields[name] = [words]
        paper = self.walkers.paper(self.ids[what])
        form = form_of(page.fields, base_revision=page.revision, then="save")
        answer = self.walkers.send(who, "POST", f"/submissions/{self.ids[what]}/draft", form)
        if answer.status_code == 303:
            assert paper.state in ("draft", "returned")
            # Only what this person saw in the very input may have been replaced.
            self.kept.pop(before, None)
            self.kept[words] = (what, name)
            self.look(who, what)
        else:
            assert answer.status_code in (403, 404, 409)
            assert_refused_in_words(answer)
            if answer.status_code == 409:
                self.kept[words] = (what, name)
        assert self.walkers.paper(self.ids[what]).version == paper.version

    @rule(
        who=st.sampled_from(PEOPLE),
        what=st.sampled_from(sorted(FIELDS)),
        noun=st.sampled_from(NOUNS),
        reason=st.sampled_from(REASONS),
        is_stale=st.booleans(),
    )
    def take_a_step(self, who: str, what: str, noun: str, reason: str, is_stale: bool) -> None:
        self.step(who, what, noun, reason, is_stale)

    @rule(what=st.sampled_from(sorted(FIELDS)), steps=st.integers(1, 6), data=st.data())
    def they_go_on_as_they_should(self, what: str, steps: int, data: st.DataObject) -> None:
        """The steps that are due, by whose office they are: so that walks get far."""
        for _ in range(steps):
            state = self.walkers.paper(self.ids[what]).state
            due = DUE[what].get(state, ())
            if due:
                noun, who = data.draw(st.sampled_from(due))
                self.step(who, what, noun, "请核对第一项", False)

    def step(self, who: str, what: str, noun: str, reason: str, is_stale: bool) -> None:
        before = self.walkers.paper(self.ids[what])
        version = self.versions.get((who, what), 1) if is_stale else before.version
        form = {"version": version, "reason": reason, "copies": "1", "target_id": ""}
        answer = self.walkers.send(who, "POST", f"/submissions/{self.ids[what]}/{noun}", form)
        after = self.walkers.paper(self.ids[what])
        if answer.status_code == 303 and after.version != before.version:
            assert after.state in LEADS_TO[noun].get(before.state, set()), (
                f"{before.state} -{noun}-> {after.state}"
            )
            assert version == before.version, "a step was taken from a page that no longer told the truth"
            self.reached[after.state] += 1
        else:
            self.reached["refused"] += 1
            assert after == before, f"{noun} answered {answer.status_code} and left something changed"
            if answer.status_code != 303:
                assert answer.status_code in (200, 403, 404, 409, 422)
                if noun != "submittal" or answer.status_code not in (200, 422):
                    assert_refused_in_words(answer)

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.walkers.clock[0] += timedelta(days=days)

    @invariant()
    def the_events_tell_the_state(self) -> None:
        if not hasattr(self, "walkers"):
            return
        for paper_id in self.ids.values():
            paper = self.walkers.paper(paper_id)
            events = self.walkers.rows(
                "SELECT state FROM submission_event WHERE submission_id = :id ORDER BY id", id=paper_id
            )
            assert len(events) == paper.version - 1
            assert paper.state == (events[-1].state if events else "draft")

    @invariant()
    def three_people_stand_behind_a_filing(self) -> None:
        if not hasattr(self, "walkers"):
            return
        for paper_id in self.ids.values():
            paper = self.walkers.paper(paper_id)
            if paper.state == "filed":
                people = [paper.submitted_by_id, paper.signed_off_by_id, paper.filed_by_id]
                assert None not in people and len(set(people)) == 3
                assert paper.subject_id not in people[1:]

    @invariant()
    def nothing_saved_is_lost(self) -> None:
        """Every word the page said was saved is in the draft, or set aside where its author finds it."""
        if not hasattr(self, "walkers"):
            return
        there: set[str] = set()
        for table, column in (("draft", "fields"), ("draft_save", "set_aside")):
            for row in self.walkers.rows(f"SELECT {column} AS value FROM {table}"):
                there |= set(texts_in(json.loads(row.value)))
        lost = {words: where for words, where in self.kept.items() if words not in there}
        assert not lost, lost

    @invariant()
    def a_round_once_handed_over_stays_as_it_was(self) -> None:
        if not hasattr(self, "walkers"):
            return
        states = {paper_id: self.walkers.paper(paper_id) for paper_id in self.ids.values()}
        for row in self.walkers.rows("SELECT submission_id, number, answers FROM submission_round"):
            key, paper = (row.submission_id, row.number), states[row.submission_id]
            # The present round may be handed in again after 撤回; a past one, and a filed paper, never change.
            if row.number < paper.round_number or paper.state == "filed":
                assert self.rounds.setdefault(key, row.answers) == row.answers


def test_whatever_people_do_the_table_holds_and_nothing_is_lost(ground: Any) -> None:
    RandomWalks.ground = ground
    machine = RandomWalks.TestCase
    machine.settings = settings(
        max_examples=12,
        stateful_step_count=50,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    machine().runTest()
    # A walk that gets nowhere would hold anything true.
    assert {state for states in LEADS_TO.values() for each in states.values() for state in each} <= set(
        RandomWalks.reached
    )
    assert RandomWalks.reached["refused"] > 50
