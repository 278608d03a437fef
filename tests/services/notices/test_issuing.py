"""签发、修改、撤回: once, by the right person, with trace; duties and messages follow in the same deed."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.notices import begin, save, whole
from tests.notices import issued as issue
from tests.processes import running
from tests.services.notices import rivals
from youthwork.domain.audience import Audience
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed
from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import Job, JobKind, Message, MessageKind, Notice, ReportDuty, Submission
from youthwork.services import posts
from youthwork.services.duties import laying
from youthwork.services.jobs import runner
from youthwork.services.notices import amending, announcing, issuing
from youthwork.services.notices.amending import Refused
from youthwork.services.path import obligations

pytestmark = on_both_engines


def told(notice: Notice, once: str = "") -> set[str]:
    """Who was told of it, by user name."""
    key = f"{announcing.first_key(notice)}{once}"
    rows = db.session.scalars(db.select(Message).where(Message.once.startswith(key), Message.once == key))
    return {row.person.username for row in rows}


def owners(notice: Notice) -> set[str]:
    """The units of whom something is asked."""
    rows = db.session.scalars(
        db.select(ReportDuty).where(ReportDuty.notice_annex_id.in_([row.id for row in notice.annexes]))
    )
    return {row.owner.common_name for row in rows if row.standing is not None}


def asked(cast: Cast, who: str, notice: Notice) -> list[str]:
    person = cast.person(who)
    found = obligations.asked_of(person, posts.actor_of(person))
    return [one.annex.key for one in found if one.notice_annex.notice_id == notice.id]


def test_issuing_lays_what_is_asked_and_tells_the_clerks(app: Flask, cast: Cast) -> None:
    notice = issue(cast, levels=["省辖市", "县"])
    assert notice.state is NoticeState.ISSUED and notice.issued_by_id == cast.people["su"].id
    assert notice.issued_on == NOW.date() and notice.laid_at is not None and notice.typed is None
    assert owners(notice) == {"团青岚市委", "团云溪县委", "团白鹭县委"}
    assert told(notice) == {"lin", "zhou", "bai"}
    kinds = db.session.scalars(db.select(Message.kind).where(Message.once == announcing.first_key(notice)))
    assert set(kinds) == {MessageKind.NOTICE}
    assert asked(cast, "zhou", notice) == ["contact_points"] and asked(cast, "wang", notice) == []
    assert notice.addressees == "团青岚市委，团云溪县委，团白鹭县委"


def test_every_cadre_asked_is_told_once(app: Flask, cast: Cast) -> None:
    notice = issue(cast, levels=["县"], annexes=["task_sheet"], due_task_sheet="2026-10-15")
    assert told(notice) == {"zhou", "chen", "li", "mai", "bai"}
    announcing.announce(notice)
    assert db.session.scalar(
        db.select(db.func.count()).where(Message.once == announcing.first_key(notice))
    ) == len(told(notice))


@pytest.mark.parametrize("who", ["gu", "tang", "meng", "zhou", "wai"])
def test_only_the_organs_own_signer_issues(app: Flask, cast: Cast, who: str) -> None:
    notice = whole(cast)
    with pytest.raises(NotAllowed):
        issuing.issue(notice, cast.person(who), notice.version)
    assert notice.state is NoticeState.DRAFT


def test_who_is_both_may_do_both_and_both_are_recorded(app: Flask, cast: Cast) -> None:
    notice = whole(cast, "bai", "团白鹭县委") if _has_units(cast, "团白鹭县委") else whole(cast, "su")
    signer = "bai" if notice.issuer.common_name == "团白鹭县委" else "su"
    issuing.issue(notice, cast.person(signer), notice.version)
    assert notice.created_by_id == notice.issued_by_id == cast.people[signer].id


def _has_units(cast: Cast, name: str) -> bool:
    return any(each.parent_id == cast.organizations[name].id for each in cast.organizations.values())


def test_it_is_issued_once_and_from_the_page_that_was_read(app: Flask, cast: Cast) -> None:
    notice = whole(cast)
    read = notice.version
    save(notice, cast, title="关于另一件事的通知")
    with pytest.raises(AlreadyMoved) as moved:
        issuing.issue(notice, cast.person("su"), read)
    assert "顾言" in moved.value.sentence
    issuing.issue(notice, cast.person("su"), notice.version)
    with pytest.raises(StepNotAllowed) as again:
        issuing.issue(notice, cast.person("fu"), notice.version)
    assert "苏明已经印发了" in again.value.sentence


def test_what_is_lacking_is_named_field_by_field(app: Flask, cast: Cast) -> None:
    notice = begin(cast)
    with pytest.raises(issuing.Lacking) as lacking:
        issuing.issue(notice, cast.person("su"), notice.version)
    assert {"body", "basis", "contact_name", "due-contact_points"} <= {
        name for name, _ in lacking.value.found
    }
    assert notice.state is NoticeState.DRAFT


def test_many_duties_are_laid_by_the_worker_who_then_tells(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laying, "AT_ONCE", 3)
    notice = issue(cast)
    assert notice.laid_at is None and owners(notice) == set() and told(notice) == set()
    assert db.session.scalar(db.select(Job.kind).where(Job.key == str(notice.id))) is JobKind.DUTIES
    db.session.commit()
    runner.run_until_empty()
    notice = db.session.get_one(Notice, notice.id)
    assert notice.laid_at is not None and "团云溪县委" in owners(notice) and "zhou" in told(notice)


def amended(notice: Notice, **changes: object) -> amending.Amended:
    return replace(amending.as_it_is(notice), **changes)


def test_a_due_day_is_put_off_with_trace_and_the_people_are_told(app: Flask, cast: Cast) -> None:
    notice = issue(cast, levels=["县"])
    row = notice.annexes[0]
    later = row.due + timedelta(days=7)
    amending.amend(
        notice, amended(notice, dues={row.id: later}), "应基层要求", cast.person("su"), notice.version
    )
    amendment = notice.amendments[-1]
    assert amendment.changes == {"联系点汇总表的截止日期": ["2026年4月20日", "2026年4月27日"]}
    assert {
        each.due
        for each in db.session.scalars(db.select(ReportDuty).where(ReportDuty.notice_annex_id == row.id))
    } == {later}
    assert told(notice, f":amended:{amendment.id}") == {"zhou", "bai"}


def test_a_due_day_is_never_put_forward(app: Flask, cast: Cast) -> None:
    notice = issue(cast)
    row = notice.annexes[0]
    earlier = {row.id: row.due - timedelta(days=1)}
    with pytest.raises(Refused) as refused:
        amending.amend(notice, amended(notice, dues=earlier), "着急", cast.person("su"), notice.version)
    assert "只能推后" in refused.value.sentence and notice.amendments == []


def test_an_audience_made_wider_and_narrower_is_followed(app: Flask, cast: Cast) -> None:
    notice = issue(cast, levels=["县"])
    prefectures = Audience(notice_under(notice), levels=frozenset({OrganizationLevel.PREFECTURE}))
    amending.amend(
        notice, amended(notice, audience=prefectures), "改发各市", cast.person("su"), notice.version
    )
    assert owners(notice) == {"团青岚市委"} and told(notice) == {"lin", "zhou", "bai"}
    assert told(notice, f":left-out:{notice.version}") == {"zhou", "bai"}
    assert asked(cast, "zhou", notice) == [] and asked(cast, "lin", notice) == ["contact_points"]
    assert "受文范围" in notice.amendments[-1].changes
    nobody = Audience(notice_under(notice), levels=frozenset({OrganizationLevel.TOWN}), types=frozenset())
    empty = replace(nobody, but=notice_under(notice))
    with pytest.raises(Refused) as refused:
        amending.amend(notice, amended(notice, audience=empty), "都不发", cast.person("su"), notice.version)
    assert "一个单位" in refused.value.sentence


def notice_under(notice: Notice) -> frozenset[int]:
    return frozenset({notice.issuer_id})


def test_an_amendment_needs_a_reason_a_change_and_the_signer(app: Flask, cast: Cast) -> None:
    notice = issue(cast)
    su = cast.person("su")
    with pytest.raises(Refused) as refused:
        amending.amend(notice, amended(notice, contact_name="傅敏"), " ", su, notice.version)
    assert refused.value.found[0][0] == "reason"
    with pytest.raises(Refused) as refused:
        amending.amend(notice, amended(notice), "没有改", su, notice.version)
    assert "没有改动" in refused.value.sentence
    with pytest.raises(NotAllowed):
        amending.amend(
            notice, amended(notice, contact_name="傅敏"), "换人", cast.person("gu"), notice.version
        )
    with pytest.raises(Refused):
        early = amended(notice, expires_on=date(2026, 4, 19))
        amending.amend(notice, early, "提前失效", su, notice.version)


def test_a_withdrawn_notice_asks_nothing_and_its_drafts_stay_to_be_read(app: Flask, cast: Cast) -> None:
    notice = issue(cast, levels=["县"], number="")
    draft = journeys.draft_contact_points(cast)
    draft.notice_id = notice.id
    db.session.flush()
    amending.withdraw(notice, cast.person("su"), "文件有误", notice.version)
    assert notice.state is NoticeState.WITHDRAWN and owners(notice) == set()
    assert asked(cast, "zhou", notice) == [] and told(notice, ":withdrawn") == {"zhou", "bai"}
    assert db.session.get(Submission, draft.id) is not None
    with pytest.raises(StepNotAllowed):
        amending.withdraw(notice, cast.person("su"), "再撤一次", notice.version)


def test_nothing_of_a_draft_is_asked_of_anybody(app: Flask, cast: Cast) -> None:
    notice = whole(cast)
    assert asked(cast, "zhou", notice) == [] and owners(notice) == set() and told(notice) == set()


def test_of_two_signers_at_once_one_issues_and_the_other_is_told_who(
    app: Flask, cast: Cast, database: tuple[str, Cast], tmp_path: Path
) -> None:
    notice = whole(cast)
    number, version = notice.id, notice.version
    db.session.commit()
    signers = [cast.people[name].id for name in ("su", "fu")]
    shares = [(database[0], str(tmp_path), number, signer, version) for signer in signers]
    with running(rivals.issue, shares) as processes:
        deadline = time.monotonic() + 60
        while len(list(tmp_path.glob("ready-*"))) < 2:
            assert time.monotonic() < deadline, "the other processes never got there"
            time.sleep(0.02)
        (tmp_path / "go").touch()
        for process in processes:
            process.join(timeout=60)
        assert [process.exitcode for process in processes] == [0, 0]
    outcomes = sorted((tmp_path / f"outcome-{signer}").read_text() for signer in signers)
    assert outcomes[0] == "issued" and "已经印发了" in outcomes[1]
    db.session.rollback()
    notice = db.session.get_one(Notice, number)
    rows = db.session.scalars(
        db.select(ReportDuty.owner_id).where(ReportDuty.notice_annex_id == notice.annexes[0].id)
    ).all()
    assert len(rows) == len(set(rows)) and "团云溪县委" in owners(notice)


def test_many_units_that_fall_out_are_taken_away_by_the_worker(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as are laid at once fall out, and more: none of them stays asked."""
    notice = issue(cast)
    monkeypatch.setattr(laying, "AT_ONCE", 3)
    counties = Audience(notice_under(notice), levels=frozenset({OrganizationLevel.COUNTY}))
    amending.amend(notice, amended(notice, audience=counties), "收窄", cast.person("su"), notice.version)
    db.session.commit()
    runner.run_until_empty()
    assert owners(db.session.get_one(Notice, notice.id)) == {"团云溪县委", "团白鹭县委"}
