"""舞台: the cast's province with a paper in every state, written once and put back after every post.

For tests that walk many pages and only ask who may open them. `stage.at` names the things URLs speak of.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests import duties, journeys, nominations
from tests import notices as drawn_up
from tests.contact_work import add_activity
from tests.databases import Database, Template
from tests.factories import NOW, PASSWORD, START, Cast
from tests.services.archive import archives
from tests.together import (
    add_contact,
    add_group,
    add_posted_group,
    add_posting,
    add_secretary,
    file_arrangement,
    link_secretary,
)
from tests.visits import TROUBLED, add_visit
from tests.wishes import add_wish
from youthwork.domain.duties import Duty
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes.city_2017_walking.activity_news import ActivityNews
from youthwork.models import (
    Appointment,
    CheckStage,
    Disposal,
    DisposalItem,
    DisposalState,
    ExceptionKind,
    ExportKind,
    Filing,
    Message,
    Notice,
    Seal,
    SealMode,
    Submission,
    User,
    Verdict,
)
from youthwork.services import posts
from youthwork.services.archive import archiving, saved
from youthwork.services.archive import exports as exports_of_archive
from youthwork.services.archive.checking import asking
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.combining import sight, versions
from youthwork.services.contact_work.records import photos
from youthwork.services.contact_work.visits.problems import ProblemGiven
from youthwork.services.drafts.draft_history import open_clashes
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.duties import exceptions, nil, requests
from youthwork.services.exchange import kept_uploads, roster_uploads
from youthwork.services.exchange.annexes import exports
from youthwork.services.jobs import runner
from youthwork.services.notices import handing_in, issuing, passing
from youthwork.services.path import comments, corrections, review
from youthwork.services.personnel import delegations, handovers, suggestions
from youthwork.services.personnel.delegations import Term
from youthwork.services.personnel.handover_plan import Choice
from youthwork.services.printing import books, uploads
from youthwork.services.seals import custody, registry
from youthwork.services.seals.registry import Registration, SealKind


@dataclass
class Stage:
    """An application over the province, the names of its ids, and people who stay signed in."""

    app: Flask
    at: dict[str, Any]
    database: Database
    engine: Engine
    #: 待办的上传文件 lie beside the database; a post may take them away.
    uploads: dict[Path, bytes]
    signed_in: dict[str, FlaskClient] = field(default_factory=dict)

    def ask(self, who: str | None, method: str, url: str, data: Any = None) -> TestResponse:
        """One request of this person; of nobody where `who` is None."""
        # Buffered: a file sent out of the store is read to its end and closed.
        return self.client_of(who).open(url, method=method, data=data, buffered=True)

    def client_of(self, who: str | None) -> FlaskClient:
        if who is None:
            return self.app.test_client()
        if who not in self.signed_in:
            client = self.app.test_client()
            answer = client.post("/login", data={"username": who, "password": PASSWORD})
            assert answer.status_code == 303
            self.signed_in[who] = client
        return self.signed_in[who]

    def put_back(self) -> None:
        """Database and uploads as they were at first, and nobody signed in: 退出 is a post too."""
        self.signed_in.clear()
        self.engine.dispose()
        self.database.put_back()
        for file, content in self.uploads.items():
            file.write_bytes(content)


@contextmanager
def set_up(app: Flask, database: Database, cast: Cast) -> Iterator[Stage]:
    """Build the papers once; leaves no context open, so that every request has its own."""
    with app.app_context():
        at = _papers(cast) | _things(cast)
        db.session.commit()
        db.session.remove()
        engine = db.engine
        engine.dispose()
    database.keep()
    uploads = {file: file.read_bytes() for file in Path(app.instance_path).glob("uploads/*")}
    yield Stage(app, at, database, engine, uploads)
    engine.dispose()


def _papers(cast: Cast) -> dict[str, Any]:
    """One paper in each state; in brackets who may act on it."""
    draft = journeys.draft_contact_points(cast)  # zhou
    zhou = cast.person("zhou")
    for client, text in (("a", "甲"), ("b", "乙")):
        save_draft(draft, zhou, Save({**find_draft(draft).fields, "filler": [text]}, 2, client))
    arrangement = journeys.draft_contact_units(cast)  # lin
    in_sign_off = journeys.submit(journeys.draft_task_sheet(cast, "zhou"), cast)  # chen
    sealable = journeys.walk_on(journeys.draft_contact_points(cast, "jiao"), cast, State.SIGNED_OFF)
    journeys.approve_press(sealable, cast)  # gu
    unapproved = journeys.walk_on(journeys.draft_contact_points(cast, "ban"), cast, State.SIGNED_OFF)  # su
    signed_off = journeys.walk_on(journeys.draft_task_sheet(cast, "chen"), cast, State.SIGNED_OFF)  # zhou
    sent = journeys.walk_on(journeys.draft_task_sheet(cast, "luo"), cast, State.SENT)  # lin; tang
    accepted = journeys.walk_on(journeys.draft_task_sheet(cast, "he"), cast, State.ACCEPTED)  # tang
    proven = journeys.draft_task_sheet(cast, "cheng")
    photo = journeys.attach(proven, cast.person("cheng"))
    comment = comments.write(accepted, cast.person("tang"), "branch", "请核对")  # tang
    returned = _returned(cast)  # bai; he
    filing = journeys.file_(journeys.walk_on(proven, cast, State.ACCEPTED), cast)
    corrected = journeys.file_task_sheet(cast, "meng")
    correction = journeys.draft_correction(corrected, cast)  # meng, lin
    asked = journeys.file_task_sheet(cast, "zhao")
    corrections.ask(asked, cast.person("tang"), "请核对第一项的规模")  # zhao, lin; tang
    voided = journeys.file_task_sheet(cast, "lin")
    corrections.void(voided, cast.person("su"), "重复备案，以另一件为准")  # lin
    scanned = _by_hand(cast)
    db.session.commit()
    tang = cast.person("tang")
    book = books.ask(posts.actor_of(tang), tang, ArchiveQuery())
    export = exports_of_archive.ask(posts.actor_of(tang), tang, ArchiveQuery(), ExportKind.LIST, "工作查考")
    kept = saved.save(tang, "本年", ArchiveQuery(year=NOW.year))
    db.session.commit()
    runner.run_until_empty()
    return {
        **_kept_archive(cast, filing),
        "combined": _combined(cast),
        **_archived(cast),
        **_record(cast),
        **_together(cast),
        **_asked(cast),
        **_drawn_up(cast),
        **_passed_on(cast),
        **_candidate(cast),
        "book": book.id,
        "export": export.id,
        "saved": kept.id,
        "draft": draft.id,
        "sheet": _exported(draft, zhou),
        "photo": journeys.attach(draft, zhou).id,
        "filed_photo": photo.id,
        "arrangement": arrangement.id,
        "clash": open_clashes(draft)[0].id,
        "in_sign_off": in_sign_off.id,
        "message": db.session.scalars(
            db.select(Message.id).where(
                Message.person_id == cast.person("chen").id, Message.read_at.is_(None)
            )
        ).first(),
        "sealable": sealable.id,
        "unapproved": unapproved.id,
        "signed_off": signed_off.id,
        "sent": sent.id,
        "accepted": accepted.id,
        "comment": comment.id,
        "returned": returned.id,
        "filed": filing.submission_id,
        "filing": filing.id,
        "corrected": corrected.id,
        "correction": correction.id,
        "asked": asked.id,
        "voided": voided.id,
        "scanned": scanned.id,
        "scanned_paper": scanned.submission_id,
        "department": next(
            one.id for one in cast.organizations.values() if one.common_name == "团示范省委办公室"
        ),
        "versions": {
            paper.id: paper.version
            for paper in (in_sign_off, sealable, unapproved, signed_off, sent, accepted)
        },
    }


def _kept_archive(cast: Cast, filing: Filing) -> dict[str, int]:
    """团青岚市委's archive: a check that is over, and a 清册 in each state that somebody may do something about.

    Its one line is kept longer: destroying is tried elsewhere, and the store is not put back.
    """
    city, zhao, meng = cast.organ("团青岚市委").id, cast.person("zhao"), cast.person("meng")
    check = asking.put_down(asking.Asked(city, None, CheckStage.KEEPING), zhao)
    check.finished_at = NOW
    lists = {
        "appraised": Disposal(state=DisposalState.APPRAISING),
        "proposed": Disposal(state=DisposalState.PROPOSED),
        "approved": Disposal(
            state=DisposalState.APPROVED, approved_by_id=meng.id, approved_at=NOW, opinion="同意"
        ),
    }
    for each in lists.values():
        each.organization_id, each.proposed_by_id, each.proposed_at = city, zhao.id, NOW
        each.reason = "到期"
        db.session.add(each)
        db.session.flush()
        db.session.add(
            DisposalItem(
                disposal_id=each.id,
                filing_id=filing.id,
                verdict=Verdict.EXTEND,
                extra_years=5,
                archival_number="Z109-WS·2026-D10-ZZB-0001",
                filing_number=filing.filing_number,
                title=filing.title,
                owner_name=filing.owner_name,
                filed_on=filing.filed_at.date(),
                retention_years=10,
                page_count=2,
                answers_sha256=filing.answers_sha256,
            )
        )
    db.session.flush()
    return {"check": check.id, **{name: each.id for name, each in lists.items()}}


def _archived(cast: Cast) -> dict[str, int]:
    """团青岚市委's 全宗, and a filing of an earlier year, archived."""
    archives.settle(cast)
    filing = archives.add_filed(cast, 1)
    city = cast.organ(archives.CITY)
    archiving.archive(city, filing.year, cast.person("zhao"), {filing.id: 1})
    db.session.commit()
    return {"archived": filing.id, "city": city.id, "receiving": filing.department_id}


def _passed_on(cast: Cast) -> dict[str, int]:
    """团云溪县委's draft that passes the province's notice on."""
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    draft = passing.begin(notice, cast.person("zhou"), cast.organ("团云溪县委").id)
    db.session.commit()
    return {"passed_draft": draft.id}


def _record(cast: Cast) -> dict[str, int]:
    """周可儿's 活动记录 with 李堃 along and a photo."""
    zhou = cast.person("zhou")
    record = add_activity(cast, "zhou", members=(cast.person("li").id,))
    photo = photos.add(record, zhou, posts.actor_of(zhou), photos.prepare(png(), "a.png"))
    db.session.commit()
    return {"record": record.id, "record_photo": photo.id}


def _asked(cast: Cast) -> dict[str, int]:
    """应报事项: 团云溪县委's, begun; 团白鹭县委's, excused; monthly reports of which one is said to be nil."""
    table = db.session.get_one(Notice, cast.notices["province"].id)
    excused = duties.duty(cast, table, "contact_points", "团白鹭县委")
    city = cast.organ("团青岚市委")
    exception = exceptions.grant(excused, ExceptionKind.EXEMPT, None, "正在撤并", cast.person("he"), city)
    wang = cast.person("wang")
    later = duties.duty(cast, table, "contact_points", "团望川县委")
    request = requests.ask(
        later, ExceptionKind.LATER, date(2026, 4, 20), "全县防汛", wang, posts.actor_of(wang)
    )
    monthly = duties.issue(cast, annexes=("monthly_report",), period="2026-04")
    said = duties.duty(cast, monthly, "monthly_report", "示范大学团委", period="2026-04")
    nil.report_nil(said, cast.person("jiao"))
    month = duties.annex(monthly, "monthly_report", "2026-04")
    begun = open_submission(month, wang, cast.organ("团望川县委").id)
    journeys.type_in(begun, wang, {"practice": "我们自己写的做法。"})
    db.session.commit()
    return {
        "duty": duties.duty(cast, table, "contact_points", "团云溪县委").id,
        "exception": exception.id,
        "request": request.id,
        "nil_duty": duties.duty(cast, monthly, "monthly_report", "团青岚市委", period="2026-04").id,
        "nil_said": said.id,
        "monthly": begun.id,
    }


def _drawn_up(cast: Cast) -> dict[str, int]:
    """团云溪县委's notices: one drawn up by 周可儿, one handed in to 陈昱, one issued to a single unit."""
    only = [str(cast.organizations["云溪镇机关团总支"].id)]
    draft, handed_in, issued = (
        drawn_up.whole(cast, "zhou", "团云溪县委", number="", under=[], also=only) for _ in range(3)
    )
    handing_in.hand_in(handed_in, cast.person("zhou"), handed_in.version)
    issuing.issue(issued, cast.person("chen"), issued.version)
    db.session.commit()
    return {
        "drawn_up": draft.id,
        "drawn_up_version": draft.version,
        "handed_in": handed_in.id,
        "handed_in_version": handed_in.version,
        "own_notice": issued.id,
        "own_notice_version": issued.version,
    }


def _candidate(cast: Cast) -> dict[str, int]:
    """李堃, put forward by 团云溪县委 and accepted by the city; 陈昱, found 不合格; a 活动信息 begun by 周可儿."""
    _, passed_on = nominations.ask(cast)
    paper = nominations.at_city(cast, passed_on)
    decided = nominations.disqualify(cast, "chen")
    walking = duties.issue(cast, "city_2017_walking", "团青岚市委", annexes=(ActivityNews.key,))
    county, zhou = cast.organ("团云溪县委"), cast.person("zhou")
    news = open_submission(duties.annex(walking, ActivityNews.key), zhou, county.id, another=True)
    db.session.commit()
    return {
        "nomination": paper.id,
        "disqualification": decided.id,
        "news": news.id,
        "province": cast.organ("团示范省委").id,
    }


def _together(cast: Cast) -> dict[str, int]:
    """周可儿's 联系青年 and 买买提江's 联系书记; 团青岚市委's groups, a third cadre posted, a table filed by the county."""
    secretary = add_secretary(cast, "柳书记", "云溪镇团委")
    group, posted = add_group(cast), add_posted_group(cast, "luo", "zhao")
    rows = [
        {
            "id": "g1",
            "group": "第一调研组",
            "leader": "陈昱、书记",
            "members": "李堃",
            "counties": "云溪镇团委",
            "committee": "云溪镇团委",
            "branch": "",
            "kind": "社区",
            "topic": "",
            "schedule": "每月一次",
            "liaison": "周可儿",
            "liaison_phone": "13800000021",
            "remark": "",
        }
    ]
    found = {
        "contact": add_contact(cast, "zhou").id,
        "secretary": secretary.id,
        "secretary_link": link_secretary(cast, "mai", secretary).id,
        "group": group.id,
        "member": next(each.id for each in group.members if not each.is_leader),
        "posted_group": posted.id,
        "branch": cast.organ("白泉村团支部").id,
        "posting": add_posting(cast, "he", "团白鹭县委").id,
        "mark": "1-2-3",
        "colleague": cast.person("li").id,
        "sister": cast.organ("团白鹭县委").id,
        "arrangement_filing": file_arrangement(cast, "zhou", rows=rows).id,
    }
    db.session.commit()
    return found


def _exported(draft: Submission, person: User) -> str:
    """The draft as an Excel sheet, brought back unchanged and waiting to be taken over."""
    content = exports.of_submission(draft, posts.actor_of(person), person).content
    kept = kept_uploads.keep(
        content, filename="汇总表.xlsx", user_id=person.id, purpose="annex", about_id=draft.id
    )
    return kept.key


def _returned(cast: Cast) -> Submission:
    """白露's 任务表, back with a text proposed for one field."""
    paper = journeys.walk_on(journeys.draft_task_sheet(cast, "bai"), cast, State.ACCEPTED)
    reviewer = db.session.get_one(User, paper.accepted_by_id)
    comments.write(paper, reviewer, "branch", "笔误", "云溪县第一中学高一（1）班团支部")
    review.return_(paper, reviewer, paper.version)
    return paper


def _by_hand(cast: Cast) -> Filing:
    """团青岚市委's table, sealed by hand, with the scan."""
    city = cast.organ("团青岚市委")
    db.session.scalars(db.select(Seal).where(Seal.organization_id == city.id)).one().mode = SealMode.BY_HAND
    paper = journeys.walk_on(journeys.draft_contact_points(cast, "lin"), cast, State.SIGNED_OFF)
    journeys.press(paper, cast, scan=uploads.keep_scan(png()))
    return journeys.file_(journeys.accept(journeys.send(paper, cast), cast), cast)


def _things(cast: Cast) -> dict[str, Any]:
    county = cast.organ("团云溪县委")
    book = openpyxl.Workbook()
    book.active.append(["姓名", "职务", "单位"])
    sheet = BytesIO()
    book.save(sheet)
    kept = roster_uploads.keep_roster(
        sheet.getvalue(), filename="名册.xlsx", user_id=cast.person("zhou").id, organ_id=county.id
    )
    seals = _seals(cast)
    mai = cast.person("mai").id
    post = db.session.scalars(db.select(Appointment).where(Appointment.user_id == mai)).one()
    return {
        **seals,
        **_posts(cast),
        **_visit(cast),
        **_wish(cast),
        "county": county.id,
        "county_paper": cast.annex("province", "contact_points").id,
        "own_paper": cast.annex("province", "task_sheet").id,
        "city_department": cast.organ("团青岚市委学校部").id,
        "notice": cast.notices["province"].id,
        "mai": mai,
        "post": post.id,
        "committee": cast.organ("云溪镇团委").id,
        "roster": kept.key,
    }


def _visit(cast: Cast) -> dict[str, Any]:
    """周可儿's night visit to a young person in trouble, with a problem found."""
    found = ProblemGiven("就业创业", "想学一门手艺")
    visit = add_visit(cast, "zhou", TROUBLED, name="王小明", problems=(found,))
    return {"visit": visit.activity_id, "problem": visit.problems[0].id}


def _combined(cast: Cast) -> int:
    """A version of the city's combined task sheets, kept by lin."""
    lin = cast.person("lin")
    reader = posts.actor_of(lin)
    row = cast.annex("province", "task_sheet")
    table = sight.find_table(reader, row.id, cast.organ("团青岚市委").id)
    return versions.keep(reader, lin, table, "").id


def _wish(cast: Cast) -> dict[str, Any]:
    """周可儿 sees to a young person's wish; 罗欣喆 has complained of 团青岚市委."""
    wish = add_wish(cast, "zhou")
    luo = cast.person("luo")
    about = str(cast.organ("团青岚市委").id)
    said = suggestions.submit(posts.actor_of(luo), luo, "反映加码", about, "要求每周报一次")
    return {"wish": wish.id, "suggestion": said.id}


def _posts(cast: Cast) -> dict[str, Any]:
    """林晓舟's 经办人 deputised to 赵一鸣, and 程祎's post handed over to 何志远."""
    lin, zhao = cast.person("lin"), cast.person("zhao")
    place = delegations.place_of(posts.actor_of(lin), posts.current_appointments(lin)[0].id)
    today = NOW.date()
    given = delegations.give(
        place, Term((Duty.CLERK,), zhao.id, today, today + timedelta(days=9), "培训"), lin
    )
    leaving = posts.current_appointments(cast.person("cheng"))[0]
    choice = Choice(today, cast.person("he"), (Duty.REVIEWER,), "")
    handed = handovers.hand_over(leaving, choice, lin)
    return {
        "clerks_post": place.post.id,
        "deputy": zhao.id,
        "delegation": given[0].id,
        "handover": handed.id,
    }


def _seals(cast: Cast) -> dict[str, Any]:
    """团云溪县委's seal, handed over once, and another that waits to be confirmed."""
    county, li = cast.organ("团云溪县委"), cast.person("li")
    seal = db.session.scalars(db.select(Seal).where(Seal.organization_id == county.id)).one()
    custody.hand_over(seal, cast.person("chen"), li.id, "建账")
    given = Registration(
        SealKind.DEMO,
        county.full_name,
        40,
        "岚青字〔2026〕3号",
        li.id,
        START,
        authority_scan=uploads.keep_scan(png(), "批文"),
    )
    pending = registry.register(county, cast.person("zhou"), given)
    return {"seal": seal.id, "hand_over": seal.events[0].id, "pending_seal": pending.id}


def png() -> bytes:
    """A scan, as small as scans come."""
    content = BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "PNG")
    return content.getvalue()


@contextmanager
def open_stage(place: Path, template: Template, cast: Cast) -> Iterator[Stage]:
    """`set_up` over a copy of the province of `conftest.py`."""
    from tests.conftest import make_app

    with template.copied(place) as database:
        app = make_app(place, SQLALCHEMY_DATABASE_URI=database.url)
        with set_up(app, database, cast) as built:
            yield built
