"""`youthwork import-roster`: 0 fine, 1 found problems, 2 wrong use; passwords go to a file and nowhere else."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from flask import Flask

from tests.factories import Cast
from tests.services.exchange.offices import complete_county, roster, two_people
from tests.services.exchange.roster_files import person
from youthwork.cli.import_roster import import_roster
from youthwork.extensions import db
from youthwork.models import User
from youthwork.services.personnel import passwords


@pytest.fixture
def file(cast: Cast, tmp_path: Path) -> Path:
    """A roster of two good people for a complete county."""
    complete_county(cast)
    return written(tmp_path, roster())


def written(folder: Path, content: bytes) -> Path:
    path = folder / "名册.xlsx"
    path.write_bytes(content)
    return path


def run(app: Flask, *arguments: object) -> Result:
    given = ["--unit", "团云溪县委", *(str(each) for each in arguments)]
    return app.test_cli_runner().invoke(import_roster, given)


def people_count() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(User)) or 0


def bad_roster() -> bytes:
    return roster(*two_people(), person(name="冯敏", phone="1380000012"))


def test_it_works(app: Flask, file: Path, tmp_path: Path) -> None:
    slips = tmp_path / "账号条.csv"
    result = run(app, file, "--slips", slips)
    assert result.exit_code == 0, result.output
    assert "已导入：新增 2 人，变更 0 人" in result.output
    rows = list(csv.reader(slips.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["姓名", "单位", "登录名", "初始密码"]
    assert [row[:3] for row in rows[1:]] == [
        ["王喆", "团云溪县委", "wangzhe"],
        ["李娜", "云溪镇团委", "lina"],
    ]
    user = db.session.scalar(db.select(User).where(User.username == "lina"))
    assert user is not None and passwords.matches(user.password_hash, rows[2][3])
    assert rows[2][3] not in result.output
    assert slips.stat().st_mode & 0o077 == 0, "only who ran the command may read it"


def test_slips_may_be_a_workbook(app: Flask, file: Path, tmp_path: Path) -> None:
    slips = tmp_path / "账号条.xlsx"
    run(app, file, "--slips", slips)
    sheet = openpyxl.load_workbook(slips).active
    assert [sheet["A2"].value, sheet["C2"].value] == ["王喆", "wangzhe"]


def test_a_dry_run_imports_nobody(app: Flask, file: Path) -> None:
    before = people_count()
    result = run(app, file, "--dry-run")
    assert result.exit_code == 0 and "新增 2 人" in result.output and people_count() == before


def test_problems_are_named_and_nothing_is_imported(app: Flask, file: Path, tmp_path: Path) -> None:
    before, slips = people_count(), tmp_path / "账号条.csv"
    result = run(app, written(tmp_path, bad_roster()), "--slips", slips)
    assert result.exit_code == 1
    assert "[错误] 花名册!H4 冯敏 手机号码“1380000012”：手机号码应为 11 位数字" in result.output
    assert "没有导入任何人" in result.output and people_count() == before and not slips.exists()


def test_good_rows_are_taken_when_told(app: Flask, file: Path, tmp_path: Path) -> None:
    before = people_count()
    bad = written(tmp_path, bad_roster())
    result = run(app, bad, "--take-good-rows", "--slips", tmp_path / "账号条.csv")
    assert result.exit_code == 1 and people_count() == before + 2


def test_a_question_says_how_to_answer_and_takes_the_answer(app: Flask, file: Path, tmp_path: Path) -> None:
    asked = written(tmp_path, roster(person(birth=1989.1)))
    result = run(app, asked, "--dry-run")
    assert result.exit_code == 1 and "--answer '花名册!D2=1989.01'" in result.output
    assert run(app, asked, "--answer", "D2=1989.01", "--dry-run").exit_code == 0


def test_new_people_need_a_file_for_their_passwords(app: Flask, file: Path) -> None:
    before = people_count()
    result = run(app, file)
    assert result.exit_code == 2 and "--slips" in result.output and people_count() == before


def test_a_second_run_needs_no_slips(app: Flask, file: Path, tmp_path: Path) -> None:
    run(app, file, "--slips", tmp_path / "账号条.csv")
    result = run(app, file)
    assert result.exit_code == 0 and "没有变化 2 人" in result.output


def test_an_existing_file_is_not_written_over(app: Flask, file: Path, tmp_path: Path) -> None:
    slips = tmp_path / "账号条.csv"
    slips.write_text("旧的")
    assert run(app, file, "--slips", slips).exit_code == 2
    assert slips.read_text() == "旧的"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--answer", "D58"], "D58=1989.01"),
        (["--slips", "账号条.txt"], ".csv 或 .xlsx"),
        (["--slips", "/没有/账号条.csv"], "文件夹"),
        (["--unit", "团白云县委"], "没有“团白云县委”"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(app: Flask, file: Path, arguments: list[str], words: str) -> None:
    result = run(app, file, *arguments)
    assert result.exit_code == 2 and words in result.output


def test_a_missing_file_is_wrong_use(app: Flask, file: Path, tmp_path: Path) -> None:
    result = run(app, tmp_path / "没有.xlsx")
    assert result.exit_code == 2 and "打不开" in result.output


def test_without_a_unit_two_provinces_leave_a_doubt(app: Flask, file: Path) -> None:
    result = app.test_cli_runner().invoke(import_roster, [str(file)])
    assert result.exit_code == 2 and "--unit" in result.output


def test_a_word_document_is_refused_kindly(app: Flask, file: Path, tmp_path: Path) -> None:
    path = tmp_path / "名册.doc"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument\0".encode("utf-16-le"))
    result = run(app, path)
    assert result.exit_code == 1 and "Word" in result.output and "Traceback" not in result.output


def test_help_is_chinese_and_has_an_example(app: Flask) -> None:
    result = app.test_cli_runner().invoke(import_roster, ["--help"])
    assert "例：youthwork import-roster 花名册.xlsx" in result.output and "退出码" in result.output
