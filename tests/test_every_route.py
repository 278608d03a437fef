"""谁能打开哪一页: every endpoint, and what it answers to nobody, to a stranger, to a 团干部 of the unit without a
duty there, and to the person whose it is. An endpoint that is not in the table fails the suite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import make_app
from tests.factories import Cast
from tests.stage import Stage, open_stage
from youthwork.services import papers

#: What is ours: no page of a stranger may show any of it.
OURS = ("云溪", "青岚", "周可儿", "罗欣喆", "示青字", "示范大学")
STRANGER, CADRE = "wai", "mai"
SEE_OTHER = 303


@dataclass(frozen=True)
class Row:
    """One endpoint: an example URL (`{…}` are names of the stage), who it is for, and what the others get."""

    url: str
    right: str = "zhou"
    #: What the rightful person gets: a page, or 303 after a deed.
    answer: int = 200
    stranger: int = 404
    cadre: int = 404
    post: dict[str, str] | None = None
    cadre_is: str = CADRE

    @property
    def method(self) -> str:
        return "GET" if self.post is None else "POST"


def public(url: str, answer: int = 200, post: dict[str, str] | None = None) -> Row:
    return Row(url, answer=answer, stranger=answer, cadre=answer, post=post)


def own(url: str, answer: int = 200, post: dict[str, str] | None = None, **others: Any) -> Row:
    """A page of one's own data: everybody has it, each with their own."""
    return Row(url, answer=answer, post=post, **{"stranger": answer, "cadre": answer, **others})


def step(url: str, right: str, **given: str) -> tuple[Row, Row]:
    """The page that asks, and the press."""
    page = f"/submissions/{url}"
    return Row(page, right), Row(page, right, SEE_OTHER, post=given)


SUBMITTAL = step("{draft}/submittal", "zhou")
SIGN_OFF, SEND_BACK = step("{in_sign_off}/sign-off", "chen"), step("{in_sign_off}/send-back", "chen", reason="改")
PRESS, SEND = step("{sealable}/impression", "gu"), step("{signed_off}/sending", "zhou")
WITHDRAW, ACCEPT = step("{sent}/withdrawal", "lin"), step("{sent}/acceptance", "tang")
RETURN = step("{accepted}/return", "tang", reason="请补充")
REASSIGN = step("{accepted}/reassignment", "tang", target_id="{department}")
FILE = step("{accepted}/filing", "tang")
PERSON = {"name": "买买提江·阿布都", "gender": "男", "birth_month": "1990.03", "phone": "13800001234"}
POST_ = {"title": "副书记", "nature": "专职", "starts_on": "2026-04-01", "duties": "团干部"}
NAMES = {"full_name": "中国共产主义青年团清河街道工作委员会", "short_name": "共青团清河街道工作委员会"}
ORGAN = "/organizations/{county}"
#: Of the unit, but without an office: told whose office it is.
OFFICE = {"cadre": 403}

TABLE: dict[str, Row] = {
    # nobody needs to be signed in
    "health.healthz": public("/healthz"),
    "account.open_session": public("/login", 422, {}),
    "account.reset": public("/login/reset"),
    "account.use_code": public("/login/reset", 422, {}),
    "account.sign_out": public("/logout", SEE_OTHER, {}),
    "account.large_text": public("/large-text", SEE_OTHER, {"large": "1"}),
    # one's own
    "account.me": own("/me"),
    "account.correct_me": own("/me", SEE_OTHER, PERSON),
    "account.password": own("/me/password"),
    "account.change_password": own("/me/password", 422, {}),
    "account.suggestions": own("/suggestions"),
    "account.send_suggestion": own("/suggestions", 422, {}),
    "desk.index": own("/"),
    "desk.more": own("/more"),
    "desk.sent": own("/sent"),
    "notices.index": own("/notices"),
    "dispatch.index": own("/dispatch"),
    "dispatch.register": own("/seal-register"),
    "review.index": own("/review"),
    "archive.index": own("/archive"),
    "links.index": own("/links"),
    "task_sheets.branches": own("/task-sheets/branches?committee=云溪镇团委"),
    # notices and drafts
    "notices.show": Row("/notices/{notice}", cadre=200),
    "notices.blank": Row("/notices/annexes/{county_paper}/blank", cadre=200),
    "notices.begin": Row(
        "/notices/annexes/{county_paper}/submissions", answer=SEE_OTHER, cadre=403, post={"owner_id": "{county}"}
    ),
    "submissions.show": Row("/submissions/{in_sign_off}"),
    "drafting.draft": Row("/submissions/{draft}/draft"),
    "drafting.save": Row("/submissions/{draft}/draft", answer=SEE_OTHER, post={"filler": "周可儿"}),
    "drafting.clash": Row("/submissions/{draft}/draft/clashes/{clash}", answer=SEE_OTHER, post={"take": "mine"}),
    "drafting.preview": Row("/submissions/{draft}/preview"),
    "drafting.face": Row("/submissions/{draft}/face"),
    "contact_points.compilation": Row("/submissions/{draft}/compilation", answer=SEE_OTHER, post={}),
    "contact_units.counties": Row("/submissions/{draft}/counties", answer=SEE_OTHER, post={}),
    # the steps
    "drafting.submittal": SUBMITTAL[0],
    "drafting.create_submittal": SUBMITTAL[1],
    "drafting.withdrawal": WITHDRAW[0],
    "drafting.create_withdrawal": WITHDRAW[1],
    "dispatch.sign_off": SIGN_OFF[0],
    "dispatch.create_sign_off": SIGN_OFF[1],
    "dispatch.send_back": SEND_BACK[0],
    "dispatch.create_send_back": SEND_BACK[1],
    "dispatch.impression": PRESS[0],
    "dispatch.create_impression": PRESS[1],
    "dispatch.sending": SEND[0],
    "dispatch.create_sending": SEND[1],
    "review.acceptance": ACCEPT[0],
    "review.create_acceptance": ACCEPT[1],
    "review.return_": RETURN[0],
    "review.create_return_": RETURN[1],
    "review.reassignment": REASSIGN[0],
    "review.create_reassignment": REASSIGN[1],
    # No annex of these editions climbs: whoever holds the paper is told so.
    "review.forwarding": Row("/submissions/{accepted}/forwarding", "su", 403),
    "review.create_forwarding": Row("/submissions/{accepted}/forwarding", "su", 409, post={"reason": "同意"}),
    "review.filing": FILE[0],
    "review.create_filing": FILE[1],
    "review.next_": Row("/review/next?after={accepted}", "tang", SEE_OTHER),
    # Batches do what waits for the person; of other people's papers nothing is listed, done or named.
    "batches.confirm": own("/batches/sign-off?ids={in_sign_off}"),
    "batches.create": own("/batches/sign-off", 200, {"ids": "{in_sign_off}:2"}),
    # the archive
    "filing.show": Row("/filings/{filing}", "tang"),
    "filing.paper": Row("/filings/{filing}/paper.pdf", "tang"),
    "filing.page": Row("/filings/{filing}/pages/1.png", "tang"),
    "filing.scan": Row("/filings/{scanned}/scan", "tang"),
    "filing.ask_again": Row("/filings/{filing}/paper", "tang", SEE_OTHER, post={}),
    # links
    "links.show": Row("/links/{mai}", cadre_is="luo"),
    "links.choosing": Row("/links/{mai}/choosing", cadre_is="luo"),
    "links.setting": Row("/links/{mai}/setting?committee={committee}", cadre_is="luo"),
    "links.change": Row("/links/{mai}", answer=422, post={}, cadre_is="luo"),
    "links.ending": Row("/links/{mai}/ending", cadre_is="luo"),
    "links.end": Row("/links/{mai}/ending", answer=422, post={}, cadre_is="luo"),
    # organizations and people: for offices, changed by their 管理员
    "organizations.index": own("/organizations", **OFFICE),
    "organizations.show": Row(ORGAN, **OFFICE),
    "organizations.new_department": Row(ORGAN + "/departments/new", **OFFICE),
    "organizations.add_department": Row(
        ORGAN + "/departments", answer=SEE_OTHER, post={"name": "组织部", "function": "组织"}, **OFFICE
    ),
    "organizations.closing": Row("/organizations/{city_department}/closing", "lin", **OFFICE),
    "organizations.close": Row(
        "/organizations/{city_department}/closing",
        "lin",
        SEE_OTHER,
        post={"last_day": "2026-05-01", "successor": "0"},
        **OFFICE,
    ),
    "organizations.new_subordinate": Row(ORGAN + "/subordinates/new", **OFFICE),
    "organizations.add_subordinate": Row(
        ORGAN + "/subordinates",
        answer=SEE_OTHER,
        post={**NAMES, "common_name": "清河街道团工委", "type": "团工委", "level": "乡镇街道", "confirmed": "y"},
        **OFFICE,
    ),
    "organizations.naming": Row(ORGAN + "/names", **OFFICE),
    "organizations.rename": Row(
        ORGAN + "/names",
        answer=SEE_OTHER,
        post={
            "full_name": "中国共产主义青年团云溪县委员会",
            "short_name": "共青团云溪县委员会",
            "common_name": "团云溪县委",
            "confirmed": "y",
        },
        **OFFICE,
    ),
    "organizations.people.new": Row(ORGAN + "/people/new", **OFFICE),
    "organizations.people.add": Row(
        ORGAN + "/people", answer=SEE_OTHER, post={**PERSON, "name": "新同志", **POST_, "where": "{county}"}, **OFFICE
    ),
    "organizations.people.show": Row("/people/{mai}", **OFFICE),
    "organizations.people.correcting": Row("/people/{mai}/correction", **OFFICE),
    "organizations.people.correct": Row("/people/{mai}/correction", answer=SEE_OTHER, post=PERSON, **OFFICE),
    "organizations.people.disable": Row("/people/{mai}/disabling", answer=SEE_OTHER, post={}, **OFFICE),
    "organizations.people.enable": Row("/people/{mai}/enabling", answer=SEE_OTHER, post={}, **OFFICE),
    "organizations.people.give_first_password": Row("/people/{mai}/first-password", post={}, **OFFICE),
    "organizations.people.give_reset_code": Row("/people/{mai}/reset-code", post={}, **OFFICE),
    "organizations.appointments.appointing": Row(ORGAN + "/appointments/new", **OFFICE),
    "organizations.appointments.appoint": Row(
        ORGAN + "/people/{mai}/appointments", answer=SEE_OTHER, post={**POST_, "where": "{county}"}, **OFFICE
    ),
    "organizations.appointments.changing": Row("/appointments/{post}", **OFFICE),
    "organizations.appointments.change": Row("/appointments/{post}", answer=SEE_OTHER, post=POST_, **OFFICE),
    "organizations.appointments.ending": Row("/appointments/{post}/ending", **OFFICE),
    "organizations.appointments.end": Row(
        "/appointments/{post}/ending", answer=SEE_OTHER, post={"last_day": "2026-04-30"}, **OFFICE
    ),
    # the roster
    "roster.new": own("/roster", **OFFICE),
    "roster.upload": own("/roster", 422, {}, **OFFICE),
    "roster.template": Row("/roster/template/{county}.xlsx", **OFFICE),
    "roster.report": Row("/roster/{roster}"),
    "roster.problems": Row("/roster/{roster}/problems.xlsx"),
    "roster.answers": Row("/roster/{roster}/answers", answer=SEE_OTHER, post={}),
    "roster.import_": Row("/roster/{roster}/import", answer=409, post={}),
    "roster.remove": Row("/roster/{roster}/removal", answer=SEE_OTHER, post={}),
}
#: Signing in is the one page that leads those who are in already elsewhere.
PUBLIC = {"account.sign_in", *list(TABLE)[:6]}


@pytest.fixture(scope="module")
def stage(province: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with open_stage(tmp_path_factory.mktemp("stage"), *province) as built, pytest.MonkeyPatch.context() as patch:
        patch.setattr(papers, "produce", lambda paper_id: None)
        yield built


@pytest.mark.parametrize("endpoint", TABLE)
def test_an_endpoint_answers_only_those_it_is_for(endpoint: str, stage: Stage) -> None:
    row = TABLE[endpoint]
    url, data = row.url.format(**stage.at), _filled(row, stage)
    answers: dict[str, Any] = {
        "nobody": stage.ask(None, row.method, url, data),
        "stranger": stage.ask(STRANGER, row.method, url, data),
        "cadre": stage.ask(row.cadre_is, row.method, url, data),
        "right": stage.ask(row.right, row.method, url, data),
    }
    if row.post is not None:
        stage.put_back()
    got = {who: answer.status_code for who, answer in answers.items()}
    wanted = {"stranger": row.stranger, "cadre": row.cadre, "right": row.answer}
    wanted["nobody"] = row.answer if endpoint in PUBLIC else 302
    assert got == wanted, {who: answer.get_data(as_text=True)[-900:] for who, answer in answers.items()}
    if endpoint not in PUBLIC:
        assert answers["nobody"].headers["Location"].startswith("/login?next=")
    seen = answers["stranger"].get_data(as_text=True)
    assert not [word for word in OURS if word in seen.replace("committee=云溪镇团委", "")], endpoint


def test_signing_in_is_for_those_outside(stage: Stage) -> None:
    assert stage.ask(None, "GET", "/login").status_code == 200
    assert stage.ask("zhou", "GET", "/login").headers["Location"] == "/"


def test_the_table_names_every_endpoint_and_no_other(stage: Stage) -> None:
    there = {rule.endpoint for rule in stage.app.url_map.iter_rules()} - {"static", "account.sign_in"}
    assert there == set(TABLE)


def test_an_example_of_the_table_leads_to_its_endpoint(stage: Stage) -> None:
    adapter = stage.app.url_map.bind("localhost")
    for endpoint, row in TABLE.items():
        path, _, _ = row.url.format(**stage.at).partition("?")
        assert adapter.match(path, method=row.method)[0] == endpoint


def test_reading_never_writes_and_writing_is_never_a_get(stage: Stage) -> None:
    for rule in stage.app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods in ({"GET"}, {"POST"}, {"POST", "PUT"}), f"{rule.endpoint} answers {methods}"
        if getattr(stage.app.view_functions[rule.endpoint], "commits", False):
            assert "GET" not in methods, f"{rule.endpoint} commits on a GET"


def test_no_get_changes_the_database(stage: Stage) -> None:
    stage.put_back()
    before = _content(stage)
    for row in TABLE.values():
        if row.post is None:
            stage.ask(row.right, "GET", row.url.format(**stage.at))
    assert _content(stage) == before


def test_a_post_without_its_token_is_refused_everywhere(
    province: tuple[Path, Cast], stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "youthwork.db").write_bytes(province[0].read_bytes())
    guarded = make_app(tmp_path, WTF_CSRF_ENABLED=True)
    client = guarded.test_client()
    for endpoint, row in TABLE.items():
        if row.post is None:
            continue
        answer = client.post(row.url.format(**stage.at), data=_filled(row, stage))
        assert answer.status_code == 400, endpoint
        assert "这次提交没有执行" in answer.get_data(as_text=True)
    put = client.put(f"/submissions/{stage.at['draft']}/draft", data={"filler": "周"})
    assert put.status_code == 400
    _close(guarded)


def test_a_form_with_the_token_of_its_page_goes_through(province: tuple[Path, Cast], tmp_path: Path) -> None:
    (tmp_path / "youthwork.db").write_bytes(province[0].read_bytes())
    guarded = make_app(tmp_path, WTF_CSRF_ENABLED=True)
    client = guarded.test_client()
    token = client.get("/login").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    posted = {"username": "zhou", "password": "demo", "csrf_token": token}
    assert client.post("/login", data=posted).status_code == SEE_OTHER
    _close(guarded)


def _filled(row: Row, stage: Stage) -> dict[str, str] | None:
    if row.post is None:
        return None
    return {name: text.format(**stage.at) for name, text in row.post.items()}


def _content(stage: Stage) -> list[str]:
    """Every row of the database as SQL; what a session keeps to itself is no part of it."""
    with stage.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        lines = [line for line in raw.iterdump() if "audit_record" not in line]
    return lines


def _close(app: Flask) -> None:
    from youthwork.extensions import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()
