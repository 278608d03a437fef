"""每一页欠读者的: the way to complain stands on every page, and nothing the rules forbid is built (DOMAIN §0.3, §8.2)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.access_table import PUBLIC, TABLE
from tests.client import Page
from tests.conftest import make_app
from tests.databases import Template
from tests.factories import Cast
from tests.stage import Stage, open_stage
from youthwork.extensions import db
from youthwork.models import Paper
from youthwork.services.printing import papers

PACKAGE = Path(__file__).parent.parent / "youthwork"
#: 积分排名, 打卡签到, 在线时长, 强制拍照录像 and what goes with them. That none is made may be said (不排名), and a sheet of
#: paper that went round at an activity is called what it is (签到表).
FORBIDDEN = re.compile(
    "积分|(?<!不)排名|排行|(?<!不排)名次|打卡|签到(?!表)|在线时长|学习时长|点赞|投票数|转发数|下载率|使用率|活跃度|晒照|拍照留痕|上传轨迹|定位"
)


@pytest.fixture(scope="module")
def stage(main_province: tuple[Template, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with (
        open_stage(tmp_path_factory.mktemp("stage"), *main_province) as built,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(papers, "produce", lambda paper_id: db.session.get_one(Paper, paper_id))
        yield built


def is_page(answer: TestResponse) -> bool:
    """A page one reads on the screen: no download, no face that is printed, no part htmx asks for."""
    return answer.mimetype == "text/html" and b'<main id="main"' in answer.data


def leads_to_complaints(answer: TestResponse) -> bool:
    return bool(Page(answer).words("a", href="/suggestions"))


GETS = [name for name, row in TABLE.items() if row.post is None]


def pages(stage: Stage) -> Iterator[tuple[str, TestResponse]]:
    """Every page of the table as its rightful person sees it, and what a stranger and nobody meet there."""
    for endpoint in GETS:
        row = TABLE[endpoint]
        url = row.url.format(**stage.at)
        for who in (row.right, "wai") if endpoint not in PUBLIC else (None, row.right):
            answer = stage.ask(who, "GET", url)
            if is_page(answer):
                yield f"{endpoint} ({who}): {url}", answer


def test_the_way_to_complain_is_on_every_page_and_no_page_counts_points(stage: Stage) -> None:
    seen, without, forbidden = 0, [], []
    for name, answer in pages(stage):
        seen += 1
        if not leads_to_complaints(answer):
            without.append(name)
        forbidden += [f"{name}: {word}" for word in FORBIDDEN.findall(Page(answer).text)]
    assert seen > 100, "the table was not walked"
    assert without == []
    assert forbidden == []


def test_what_a_form_answers_when_it_is_refused_leads_there_too(stage: Stage) -> None:
    without = []
    for endpoint, row in TABLE.items():
        if row.post is None or row.answer not in (403, 409, 422):
            continue
        answer = stage.ask(row.right, "POST", row.url.format(**stage.at), {})
        if is_page(answer) and not leads_to_complaints(answer):
            without.append(endpoint)
    stage.put_back()
    assert without == []


@pytest.mark.parametrize("url", ["/login", "/login/reset", "/no-such-page", "/verify"])
def test_who_is_not_signed_in_finds_it_too(stage: Stage, url: str) -> None:
    answer = stage.ask(None, "GET", url)
    assert is_page(answer) and leads_to_complaints(answer)


def test_who_follows_it_unsigned_comes_back_to_it_after_signing_in(stage: Stage) -> None:
    answer = stage.ask(None, "GET", "/suggestions")
    assert answer.headers["Location"] == "/login?next=%2Fsuggestions"


def test_a_fault_of_ours_and_a_lost_database_do_not_hide_it(
    province: tuple[Path, Cast], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "youthwork.db").write_bytes(province[0].read_bytes())
    app = make_app(tmp_path, TESTING=False, PROPAGATE_EXCEPTIONS=False)
    answer = _broken(app, monkeypatch)
    assert answer.status_code == 500 and leads_to_complaints(answer)
    with app.test_request_context("/"):
        page = app.jinja_env.get_template("errors/503.html").render(sentence="数据库没有应答")
    assert 'href="/suggestions"' in page
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> TestResponse:
    def fail() -> str:
        raise RuntimeError("on purpose")

    monkeypatch.setitem(app.view_functions, "verify.index", fail)
    return app.test_client().get("/verify")


@pytest.mark.parametrize(
    "name", sorted(each.name for each in (PACKAGE / "templates" / "layouts").glob("[!_]*"))
)
def test_each_layout_of_the_screen_carries_the_link(name: str) -> None:
    if name == "paper.html":
        return
    text = (PACKAGE / "templates" / "layouts" / name).read_text(encoding="utf-8")
    assert "url_for('suggestions.index')" in text


def test_no_word_the_rules_forbid_is_written_anywhere_a_person_reads() -> None:
    found = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in (".html", ".py", ".js") or "vendor" in path.parts:
            continue
        words = set(FORBIDDEN.findall(_said(path)))
        if words:
            found[path.relative_to(PACKAGE).as_posix()] = words
    assert found == {}


def _said(path: Path) -> str:
    """What may reach a reader: of a program its strings without the docstrings, of a template no comments."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    if path.suffix == ".js":
        return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    tree = ast.parse(text)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return "\n".join(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    )
