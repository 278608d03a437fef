"""导入花名册的页面: upload, report, answers, import; what is no roster is refused and nothing is lost on the way."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import event

from tests.client import Page, PageClient
from tests.conftest import make_app
from tests.factories import NOW, Cast
from tests.services.exchange.offices import complete_county, roster, two_people
from tests.services.exchange.roster_files import HEADER, person, rezipped, workbook
from youthwork.extensions import db
from youthwork.models import User
from youthwork.services.exchange.roster import read_roster
from youthwork.services.personnel import passwords


@pytest.fixture
def zhou(client: PageClient, cast: Cast) -> PageClient:
    """The county's administrator, signed in, over a county with all units of the sample."""
    complete_county(cast)
    return client.sign_in("zhou")


def upload(
    client: PageClient, cast: Cast, content: bytes, name: str = "名册.xlsx", status: int = 303
) -> Page:
    data = {"organ": str(cast.organizations["团云溪县委"].id), "roster": (io.BytesIO(content), name)}
    page = client.post("/roster", data, status=status)
    return client.get(page.response.headers["Location"]) if status == 303 else page


def form_of(page: Page, ending: str) -> tuple[str, dict[str, str]]:
    """The form whose action ends so: its URL and the hidden values in it."""
    (form,) = [each for each in page.all("form") if (each.get("action") or "").endswith(ending)]
    hidden = {
        each.get("name") or "": each.get("value") or ""
        for each in form.iter()
        if each.get("type") == "hidden" and each.get("name")
    }
    return form.get("action") or "", hidden


def people_count() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(User)) or 0


def kept_files(app: Flask) -> list[Path]:
    return sorted((Path(app.instance_path) / "uploads").glob("*"))


def test_it_works(app: Flask, zhou: PageClient, cast: Cast) -> None:
    page = upload(zhou, cast, roster())
    assert page.title == "读到 2 人，2 人可以导入"
    url, hidden = form_of(page, "/import")
    done = zhou.post(url, hidden, status=200)
    assert done.title == "已导入：新增 2 人，变更 0 人"
    user = db.session.scalar(db.select(User).where(User.username == "wangzhe"))
    assert user is not None and "wangzhe" in done.text
    shown = [each for each in done.words("b") if passwords.matches(user.password_hash, each)]
    assert len(shown) == 1, "the slip shows the password that opens the account"
    assert kept_files(app) == [], "the file goes when the import is done"


def test_nothing_is_written_before_the_press(zhou: PageClient, cast: Cast) -> None:
    before = people_count()
    page = upload(zhou, cast, roster())
    zhou.get(page.response.request.path)
    assert people_count() == before


def test_every_problem_is_named_by_row_column_and_value(zhou: PageClient, cast: Cast) -> None:
    page = upload(zhou, cast, roster(*two_people(), person(name="冯敏", phone="1380000012")))
    assert "要改正的 1 处" in page.text
    assert "第 4 行 H4 · 手机号码 冯敏 1380000012 手机号码应为 11 位数字，这里有 10 位" in page.text


def test_good_rows_are_taken_only_when_chosen(zhou: PageClient, cast: Cast) -> None:
    page = upload(zhou, cast, roster(*two_people(), person(name="冯敏", phone="1380000012")))
    url, hidden = form_of(page, "/import")
    before = people_count()
    refused = zhou.post(url, hidden, status=422)
    assert "没有导入任何人" in refused.text and people_count() == before
    done = zhou.post(url, {**hidden, "take_good_rows": "1"}, status=200)
    assert people_count() == before + 2 and "还有 1 人没有导入" in done.text


def test_a_question_is_answered_and_its_row_imported(zhou: PageClient, cast: Cast) -> None:
    page = upload(zhou, cast, roster(person(birth=1989.1)))
    assert "1989年1月" in page.text and "1989年10月" in page.text
    url, _ = form_of(page, "/answers")
    zhou.post(url, {"answer:花名册!D2": "1989.10"})
    after = zhou.get(page.response.request.path)
    assert after.title == "读到 1 人，1 人可以导入" and "D2 1989.10" in after.text
    zhou.post(url, {"forget": "1"})
    assert zhou.get(page.response.request.path).title == "读到 1 人，0 人可以导入"


def test_a_misspelt_unit_can_be_settled_with_one_tick(zhou: PageClient, cast: Cast) -> None:
    page = upload(zhou, cast, roster(person(unit="云溪县第九中学团委")))
    assert page.all("input", type="radio", value="云溪县第一中学团委")
    url, _ = form_of(page, "/answers")
    zhou.post(url, {"answer:花名册!E2": "云溪县第一中学团委"})
    assert zhou.get(page.response.request.path).title == "读到 1 人，1 人可以导入"


def test_a_forged_answer_is_checked_like_a_cell(zhou: PageClient, cast: Cast) -> None:
    page = upload(zhou, cast, roster(person(unit="云溪县第九中学团委")))
    url, _ = form_of(page, "/answers")
    zhou.post(url, {"answer:花名册!E2": "团白鹭县委", "answer:花名册!Z99": "甲"})
    after = zhou.get(page.response.request.path)
    assert "没有“团白鹭县委”" in after.text and "Z99" in after.text
    assert "0 人可以导入" in after.title


def test_a_double_press_imports_once(zhou: PageClient, cast: Cast) -> None:
    url, hidden = form_of(upload(zhou, cast, roster()), "/import")
    zhou.post(url, hidden, status=200)
    before = people_count()
    again = zhou.post(url, hidden, status=404)
    assert "已经导入" in again.text and people_count() == before


def test_the_same_file_again_adds_nobody(zhou: PageClient, cast: Cast) -> None:
    url, hidden = form_of(upload(zhou, cast, roster()), "/import")
    zhou.post(url, hidden, status=200)
    page = upload(zhou, cast, roster())
    assert "2 人都已在系统中，内容没有变化，不需要导入" in page.text
    assert not [each for each in page.all("form") if (each.get("action") or "").endswith("/import")]


def test_a_report_gone_stale_is_refused(zhou: PageClient, cast: Cast) -> None:
    url, hidden = form_of(upload(zhou, cast, roster()), "/import")
    other_url, other = form_of(upload(zhou, cast, roster(person())), "/import")
    zhou.post(other_url, other, status=200)
    before = people_count()
    assert "重新核对" in zhou.post(url, hidden, status=409).text
    assert people_count() == before


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.xlsx", "空文件"),
        (b"%PDF-1.7", "名册.pdf", "是 PDF 文件"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "Workbook\0".encode("utf-16-le"), "名册.xls", "旧版 .xls"),
        ("姓名,单位\n王喆,团云溪县委\n".encode(), "名册.xlsx", "文本"),
    ],
)
def test_what_is_no_xlsx_is_refused_kindly(
    app: Flask, zhou: PageClient, cast: Cast, content: bytes, name: str, words: str
) -> None:
    page = upload(zhou, cast, content, name, status=422)
    assert page.title == "导入花名册" and f"“{name}”" in page.text and words in page.text
    assert kept_files(app) == []


def test_no_file_is_asked_for(zhou: PageClient, cast: Cast) -> None:
    organ = str(cast.organizations["团云溪县委"].id)
    page = zhou.post("/roster", {"organ": organ}, status=422)
    assert "请选择花名册文件" in page.text and page.all("a", href="#roster")


def test_a_broken_xlsx_is_refused_with_the_way_out(zhou: PageClient, cast: Cast) -> None:
    content = rezipped(roster(), "xl/worksheets/sheet1.xml", ("</sheetData>.*", "<"))
    data = {"organ": str(cast.organizations["团云溪县委"].id), "roster": (io.BytesIO(content), "名册.xlsx")}
    page = zhou.http.post("/roster", data=data, follow_redirects=True)
    assert page.status_code == 422 and "名册.xlsx" in page.get_data(as_text=True)


def test_an_oversized_upload_is_refused_with_its_limit(app: Flask, cast: Cast) -> None:
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    small = make_app(Path(app.instance_path), MAX_CONTENT_LENGTH=1000, SQLALCHEMY_DATABASE_URI=address)
    client = PageClient(small).sign_in("zhou")
    assert "太大" in upload(client, cast, b"x" * 2000, status=413).text
    with small.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("username", ["chen", "mai", "he"])
def test_only_an_administrator_comes_in(client: PageClient, cast: Cast, username: str) -> None:
    client.sign_in(username)
    client.get("/roster", status=403)
    upload(client, cast, roster(), status=403)


def test_nobody_imports_for_an_organ_not_their_own(client: PageClient, cast: Cast) -> None:
    client.sign_in("bai")
    upload(client, cast, roster(), status=422)
    client.get(f"/roster/template/{cast.organizations['团云溪县委'].id}.xlsx", status=404)


def test_somebody_elses_upload_does_not_exist(zhou: PageClient, cast: Cast) -> None:
    path = upload(zhou, cast, roster()).response.request.path
    other = PageClient(zhou.http.application).sign_in("bai")
    other.get(path, status=404)
    other.get(f"{path}/problems.xlsx", status=404)
    for noun in ("answers", "import", "removal"):
        other.post(f"{path}/{noun}", status=404)


@pytest.mark.parametrize("key", ["0" * 32, "nonsense", "..%2f..%2fsecret_key"])
def test_a_key_of_nothing_is_not_found(zhou: PageClient, key: str) -> None:
    zhou.get(f"/roster/{key}", status=404)


def test_an_upload_is_private_and_goes_after_a_day(app: Flask, zhou: PageClient, cast: Cast) -> None:
    path = upload(zhou, cast, roster()).response.request.path
    assert {file.suffix for file in kept_files(app)} == {".xlsx", ".json"}
    assert all(file.stat().st_mode & 0o077 == 0 for file in kept_files(app))
    app.config["CLOCK"] = lambda: NOW + timedelta(days=1, seconds=1)
    zhou.get(path, status=404)
    upload(zhou, cast, roster(person()))
    assert len(kept_files(app)) == 2, "the old one was swept away by the next upload"


def test_giving_up_removes_the_file(app: Flask, zhou: PageClient, cast: Cast) -> None:
    url, hidden = form_of(upload(zhou, cast, roster()), "/removal")
    assert "已放弃" in zhou.post(url, hidden, follow=True).text
    assert kept_files(app) == []


def test_the_list_of_problems_can_be_taken_along(zhou: PageClient, cast: Cast) -> None:
    page = upload(zhou, cast, roster(person(name="=1+1", phone="1380000012")))
    content = zhou.http.get(f"{page.response.request.path}/problems.xlsx").data
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert ("花名册", 2, "H2") in [row[:3] for row in rows]
    assert all(
        cell.data_type != "f" for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row
    )


def test_the_template_is_read_back_as_an_empty_roster(zhou: PageClient, cast: Cast) -> None:
    content = zhou.http.get(f"/roster/template/{cast.organizations['团云溪县委'].id}.xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [cell.value for cell in book["花名册"][3]] == list(HEADER)
    assert "清河街道团工委" in [cell.value for cell in book["填表说明"]["A"]]
    sheet = book["花名册"]
    for column, value in enumerate(_row(), start=1):
        sheet.cell(4, column, value)
    filled = io.BytesIO()
    book.save(filled)
    page = upload(zhou, cast, filled.getvalue())
    assert page.title == "读到 1 人，1 人可以导入"
    empty = read_roster(content, filename="空.xlsx", find_unit=lambda name: pytest.fail(name))
    assert (empty.people, [each.kind for each in empty.problems]) == (0, ["note"])


def _row() -> Sequence[Any]:
    return person()


def test_a_table_that_is_no_roster_says_what_is_missing(zhou: PageClient, cast: Cast) -> None:
    page = upload(zhou, cast, workbook([("随便", "写写"), ("甲", "乙")]))
    assert page.title == "没有读到人员" and "没有花名册的表头" in page.text and "重新上传" in page.text


def test_a_missing_column_is_an_error_of_the_whole_sheet(zhou: PageClient, cast: Cast) -> None:
    page = upload(
        zhou, cast, workbook([("姓名", "单位", "职务", "手机号码"), ("王喆", "团云溪县委", "书记", "1")])
    )
    assert "缺少“性质”一栏" in page.text


def test_a_sheet_of_many_mistakes_makes_a_page_of_bearable_length(zhou: PageClient, cast: Cast) -> None:
    people = [person(name="冯敏", birth="1993.13", phone=f"138000{number:05d}") for number in range(300)]
    page = upload(zhou, cast, workbook([HEADER, *people]))
    assert "要改正的 300 处" in page.text and "只列出前 200 处" in page.text
    assert len(page.html) < 150_000


def test_the_report_costs_few_queries(zhou: PageClient, cast: Cast) -> None:
    path = upload(zhou, cast, roster()).response.request.path
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    zhou.get(path)
    queries = [each for each in said if each.lstrip().startswith("SELECT")]
    assert len(queries) <= 10, "\n".join(queries)
