"""`youthwork import-roster`: read a roster at the desk of who keeps the server, and import it."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask.cli import with_appcontext

from youthwork.domain.errors import YouthworkError
from youthwork.models import Organization
from youthwork.services import transactions
from youthwork.services.exchange import roster_import, roster_sheets
from youthwork.services.exchange.roster import CellProblem, RosterReading
from youthwork.services.exchange.roster_plan import ImportPlan, plan_import
from youthwork.services.exchange.roster_writing import Slip, prepare_accounts
from youthwork.services.tree import find_by_names, find_organization

_WRITERS = {".csv": roster_sheets.slips_as_csv, ".xlsx": roster_sheets.slips_as_xlsx}


class WrongUse(click.UsageError):
    """用法不对: exit code 2."""


@click.command("import-roster")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.xlsx")
@click.option(
    "--unit", "unit_name", help="导入到哪个组织（只认它和它下面的单位）；只有一个省级组织时可以不写。"
)
@click.option(
    "--answer", "answers", multiple=True, metavar="单元格=值", help="答复需要确认的格，可以写多次。"
)
@click.option("--take-good-rows", is_flag=True, help="有问题时，只导入没有问题的行。")
@click.option(
    "--slips", type=click.Path(path_type=Path), help="把登录名和初始密码写到这个新文件（.csv 或 .xlsx）。"
)
@click.option("--dry-run", is_flag=True, help="只核对，不导入。")
@with_appcontext
def import_roster(
    file: Path,
    unit_name: str | None,
    answers: tuple[str, ...],
    take_good_rows: bool,
    slips: Path | None,
    dry_run: bool,
) -> None:
    """导入团干部花名册（.xlsx）：先逐格核对，没有问题才导入。

    \b
    例：youthwork import-roster 花名册.xlsx --unit 团云溪县委 \\
          --answer D58=1989.01 --take-good-rows --slips 账号条.xlsx

    初始密码只写进 --slips 指定的文件，不在屏幕上显示。
    退出码：0 没有问题；1 有问题（没有 --take-good-rows 就什么都不导入）；2 用法不对。
    """
    given = _answers(answers)
    _check_slips(slips)
    try:
        organ = _organ(unit_name)
        reading = roster_import.read_for(organ, _content(file), filename=file.name, answers=given)
        plan = plan_import(reading, organ)
        has_problems = _print_report(reading, plan)
        if dry_run:
            click.echo("只核对（--dry-run），没有导入。")
        elif has_problems and not take_good_rows:
            click.echo("没有导入任何人。改好表格再来，或加 --take-good-rows 只导入没有问题的行。")
        elif plan.new and slips is None:
            raise WrongUse("有新增人员，请用 --slips 账号条.xlsx 指定存放初始密码的文件。")
        else:
            _import(reading, organ, plan, take_good_rows, slips)
    except YouthworkError as refused:
        click.echo(refused.sentence, err=True)
        raise SystemExit(1) from refused
    raise SystemExit(1 if has_problems else 0)


def _answers(given: tuple[str, ...]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    for cell, sign, value in pairs:
        if not (sign and cell.strip() and value.strip()):
            raise WrongUse(f"--answer “{cell}{sign}{value}”写法不对，请写成 --answer D58=1989.01")
    return {cell.strip(): value.strip() for cell, _, value in pairs}


def _check_slips(slips: Path | None) -> None:
    if slips is None:
        return
    if slips.suffix.lower() not in _WRITERS:
        raise WrongUse(f"--slips 的文件名要以 .csv 或 .xlsx 结尾，现在是“{slips.name}”。")
    if slips.exists():
        raise WrongUse(f"“{slips}”已经存在，不会覆盖它。请换一个文件名。")
    if not slips.absolute().parent.is_dir():
        raise WrongUse(f"没有“{slips.absolute().parent}”这个文件夹，账号条没有地方存放。")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as refused:
        raise WrongUse(f"打不开“{file}”：{os.strerror(refused.errno or 0)}。") from refused


def _organ(name: str | None) -> Organization:
    if name is None:
        top = roster_import.only_top_organ()
        if top is None:
            raise WrongUse("请用 --unit 写明导入到哪个组织，如 --unit 团云溪县委。")
        return top
    found = find_by_names([name]).get(name, ())
    if not found:
        raise WrongUse(f"系统中没有“{name}”这个组织，请核对名称。")
    if len(found) > 1:
        raise WrongUse(f"叫“{name}”的组织有 {len(found)} 个，请写全称。")
    return find_organization(found[0].id)


def _print_report(reading: RosterReading, plan: ImportPlan) -> bool:
    """Print what was read, every problem in the order of the sheet; tell whether there are any."""
    click.echo(reading.summary)
    problems = [*reading.problems, *plan.held_back]
    for problem in problems:
        click.echo(_words(problem))
    for change in plan.changed:
        click.echo(f"  第 {change.row.row} 行 {change.row.name} 变更：{'；'.join(change.words)}")
    click.echo(f"新增 {len(plan.new)} 人，变更 {len(plan.changed)} 人，没有变化 {len(plan.unchanged)} 人。")
    return any(problem.kind != "note" for problem in problems)


def _words(problem: CellProblem) -> str:
    kind = {"error": "错误", "question": "待确认", "note": "说明"}[problem.kind]
    value = f"“{problem.value}”" if problem.value else ""
    where = " ".join(each for each in (problem.place, problem.person, problem.column_title) if each)
    line = f"  [{kind}] {where}{value}：{problem.message}"
    if problem.choices and problem.cell:
        ways = " 或 ".join(f"--answer '{problem.place}={choice}'" for choice, _ in problem.choices)
        line += f"（答复：{ways}）"
    return line


def _import(
    reading: RosterReading, organ: Organization, plan: ImportPlan, takes_good_rows: bool, slips: Path | None
) -> None:
    accounts = prepare_accounts(plan)
    organ_id = organ.id
    written = False
    try:
        with transactions.deed():
            done = roster_import.import_people(
                reading,
                find_organization(organ_id),
                accounts,
                fingerprint=plan.fingerprint,
                takes_good_rows=takes_good_rows,
                by=None,
            )
            # Before the commit: an account whose password reached no paper would be of no use.
            if slips and done.slips:
                _write_slips(slips, done.slips)
                written = True
    except BaseException:
        if slips and written:
            slips.unlink(missing_ok=True)
        raise
    click.echo(f"已导入：新增 {len(done.slips)} 人，变更 {len(done.changed)} 人。")
    if written:
        click.echo(f"登录名和初始密码在“{slips}”，发完请删除。")


def _write_slips(path: Path, slips: tuple[Slip, ...]) -> None:
    content = _WRITERS[path.suffix.lower()](slips)
    try:
        # Passwords in clear: for the eyes of who runs the command only, and never over an existing file.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as refused:
        raise WrongUse(
            f"账号条写不进“{path}”：{os.strerror(refused.errno or 0)}。没有导入任何人。"
        ) from refused
