"""别人写的字: what is typed into a notice, a reason or a nomination stands on every page and paper as text, whoever reads it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from tests import duties, journeys, nominations, notices
from tests.client import PageClient
from tests.documents import reading
from tests.factories import Cast
from tests.services.notices.test_passing import superior
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import DutyException, ExceptionKind, Notice
from youthwork.services.duties import exceptions, nil
from youthwork.services.notices import amending, issuing, passing
from youthwork.services.printing import official_notices

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
SEEN = "<script>alert(1)</script>"
KEY = "contact_points"


@pytest.fixture
def notice(app: Flask, cast: Cast) -> Notice:
    """A notice of the province with markup wherever anything can be typed."""
    draft = notices.whole(
        cast,
        title=f"关于{EVIL}的通知",
        body=f"一、{EVIL}\n现通知如下。",
        basis=f"依据{EVIL}",
        contact_name=EVIL[:50],
        urgent_reason=EVIL,
        addressees=f"各单位{EVIL}",
        due_contact_points="2026-04-03",
    )
    issuing.issue(draft, cast.person("su"), draft.version)
    db.session.commit()
    return draft


def is_only_text(html: str) -> bool:
    return "<script>alert" not in html and "<img src=x" not in html


def test_on_every_page_of_a_notice_it_is_text(
    client: PageClient, cast: Cast, notice: Notice, app: Flask
) -> None:
    duty = duties.duty(cast, notice, KEY, "团云溪县委")
    given = replace(amending.as_it_is(notice), body=f"二、{EVIL}")
    amending.amend(notice, given, f"因{EVIL}", cast.person("su"), notice.version)
    other = duties.duty(cast, notice, KEY, "团白鹭县委")
    tang, province = cast.person("tang"), cast.organ("团示范省委")
    excuse = exceptions.grant(duty, ExceptionKind.EXEMPT, None, f"因{EVIL}", tang, province)
    draft = passing.begin(notice, cast.person("lin"), cast.organ("团青岚市委").id)
    own = notices.whole(cast, "gu", title=f"关于{EVIL}的事的通知")
    db.session.commit()
    row, organ, county = duties.annex(notice, KEY).id, province.id, cast.organ("团云溪县委").id
    walks = {
        "gu": (
            "/",
            "/notices",
            f"/notices/{notice.id}",
            f"/notices/{notice.id}/additions",
            f"/completeness/{organ}",
            f"/completeness/{organ}/annexes/{row}",
            f"/completeness/{organ}/annexes/{row}/names",
            f"/completeness/{county}/annexes/{row}/exceptions",
            f"/completeness/{organ}/overdue",
            f"/notices/annexes/{row}/combined?organ={organ}",
            f"/notices/{own.id}/draft",
            f"/notices/{own.id}/issuing",
            f"/notices/{own.id}/draft/audience",
            "/calendar?month=2026-04",
            f"/calendar/{organ}?month=2026-04",
            "/notices/ledger",
            "/notices/new",
        ),
        "su": (f"/notices/{notice.id}/amendment", f"/notices/{notice.id}/withdrawal", "/messages"),
        "lin": (f"/notices/{draft.id}/passing-on", f"/notices/{notice.id}/passing-on", "/messages", "/"),
        "zhou": (f"/notices/{notice.id}", "/messages", "/", "/notices", "/calendar?month=2026-04"),
        "tang": (f"/duties/exceptions/new?ids={other.id}",),
    }
    shown = []
    for who, pages in walks.items():
        client.sign_in(who)
        for url in pages:
            html = client.get(url).html
            assert is_only_text(html), url
            shown += [url] if "&lt;script&gt;alert(1)" in html else []
    assert len(shown) > 12, "the pages show what was typed"
    assert db.session.get_one(DutyException, excuse.id).reason.endswith(EVIL)


def test_on_the_paper_and_in_the_calendar_file_it_is_text(
    client: PageClient, cast: Cast, notice: Notice
) -> None:
    text = "".join(reading.drawn_text(official_notices.pdf_of(notice)).split())
    assert SEEN in text
    file = client.sign_in("zhou").send("GET", "/calendar/mine.ics?month=2026-04").get_data(as_text=True)
    assert all(line.startswith((" ", *_WORDS)) for line in file.split("\r\n") if line), "no line of one's own"


_WORDS = (
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "CALSCALE",
    "X-WR",
    "UID",
    "DTS",
    "DTEND",
    "SUMMARY",
    "DESC",
    "TRANSP",
)


def test_words_with_a_nil_report_and_a_nomination_are_text(
    client: PageClient, cast: Cast, app: Flask
) -> None:
    monthly = duties.issue(cast, annexes=("monthly_report",), period="2026-03")
    duty = duties.duty(cast, monthly, "monthly_report", "团青岚市委", period="2026-03")
    nil.report_nil(duty, cast.person("lin"), EVIL)
    _, below = nominations.ask(cast)
    paper = journeys.walk_on(
        nominations.nominate(cast, below, name=EVIL[:30], story=EVIL, work_unit=EVIL[:60]),
        cast,
        State.ACCEPTED,
    )
    nominations.decide(paper, cast.person("meng"), opinion=EVIL)
    db.session.commit()
    row, province = duties.annex(monthly, "monthly_report", "2026-03").id, cast.organ("团示范省委").id
    walks = {
        "gu": (f"/completeness/{province}/annexes/{row}/names?shown=nil",),
        "lin": (f"/duties/{duty.id}/nil", f"/notices/{monthly.id}"),
        "tang": (
            f"/submissions/{paper.id}",
            f"/submissions/{paper.id}/preview",
            "/candidates",
            "/messages",
            "/",
        ),
        "meng": ("/candidates", f"/submissions/{paper.id}"),
        "zhou": ("/candidates", "/messages"),
    }
    for who, pages in walks.items():
        client.sign_in(who)
        for url in pages:
            answer = client.send("GET", url)
            assert answer.status_code in (200, 303), url
            assert is_only_text(answer.get_data(as_text=True)), url


def test_words_beginning_as_formulas_leave_as_words(client: PageClient, cast: Cast, app: Flask) -> None:
    monthly = duties.issue(cast, annexes=("monthly_report",), period="2026-03")
    row = duties.annex(monthly, "monthly_report", "2026-03")
    said = {
        "团青岚市委": "=1+1",
        "团望川县委": "+1",
        "示范大学团委": "-1",
        "省直机关团工委": "@SUM(A1)\n{=1}",
    }
    for organ, words in said.items():
        duty = duties.duty(cast, monthly, "monthly_report", organ, period="2026-03")
        nil.report_nil(duty, cast.person("lin"), words)
    db.session.commit()
    url = f"/completeness/{cast.organ('团示范省委').id}/annexes/{row.id}/names/export"
    answer = client.sign_in("gu").send("POST", url, data={"shown": "nil"})
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}, "no formula among them"
    written = " ".join(str(cell.value) for cell in cells)
    assert all(words.split("\n")[0] in written for words in said.values())


def test_a_pass_on_is_not_saved_by_the_page_of_ones_own_notices(client: PageClient, cast: Cast) -> None:
    """Its fields would take a narrower window, another basis, a reserve of one's own."""
    draft = passing.begin(superior(cast), cast.person("lin"), cast.organ("团青岚市委").id)
    before = dict(draft.typed or {})
    db.session.commit()
    client.sign_in("lin")
    posted = {"version": draft.version, "annexes": KEY, f"opens-{KEY}": "2026-04-05", "reserve_days": "15"}
    for url in (f"/notices/{draft.id}/draft", f"/notices/{draft.id}/draft/changes"):
        page = client.post(url, posted, status=409)
        assert "转发到下级" in page.text
    client.post(
        f"/notices/{draft.id}/passing-on/draft",
        {**posted, "range": "all", "title": draft.title, "body": draft.body},
    )
    db.session.expire_all()
    draft = db.session.get_one(Notice, draft.id)
    assert (duties.annex(draft, KEY).opens_on, draft.reserve_days) == (None, 3)
    assert (draft.typed or {})["basis"] == before["basis"]
