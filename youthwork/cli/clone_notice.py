"""`youthwork clone-notice`: begin another edition of forms from one there is, in the source tree."""

from __future__ import annotations

import json
import keyword
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

import youthwork
from youthwork.domain.errors import Unacceptable
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import AnnexForm, NoticeEdition

_KEY = re.compile(r"[a-z][a-z0-9_]{2,50}")
_FORMS = "youthwork/forms/annexes"
_FACES = "youthwork/templates/annexes"
_FINGERPRINTS = "tests/forms/fingerprints.json"


@dataclass(frozen=True)
class Clone:
    """新表样: from which edition, under which key, with which of its annexes."""

    old: NoticeEdition
    key: str
    title: str
    number: str | None
    year: int
    annexes: tuple[type[AnnexForm], ...]


@click.command("clone-notice", short_help="照一套表样开始做下一套（改源码，给开发人员用）")
@click.argument("old", metavar="旧表样")
@click.argument("new", metavar="新表样")
@click.option("--title", metavar="标题", help="新通知的标题；缺省照旧。")
@click.option("--number", metavar="文号", help="新通知的文号，如 示青字〔2027〕3号；缺省为没有文号。")
@click.option("--year", metavar="年度", type=click.IntRange(1980, 9000), help="新通知的年度；缺省照旧。")
@click.option(
    "--annex", "only", metavar="附件", multiple=True, help="只照抄这个附件，可以写几次；缺省为全部。"
)
def clone_notice(
    old: str, new: str, title: str | None, number: str | None, year: int | None, only: tuple[str, ...]
) -> None:
    """把一套表样（填报表单、印刷版面、样例）照抄成新的一套，登记好，并说明接下来改哪里。

    旧表样、新表样写标识，如 province_2017_8；标识用小写字母、数字和下划线。已经有的不会覆盖。
    已有人照旧表样备案的，旧表样一个字都不改。

    \b
    例：youthwork clone-notice city_2017_walking city_2027_volunteers \\
            --title 关于做好青年志愿服务队登记工作的通知 --year 2027 --annex contact_units
    """
    root = Path(youthwork.__file__).parents[1]
    edition = EDITIONS.get(old)
    if edition is None:
        raise click.UsageError(f"没有“{old}”这套表样，现有：{'、'.join(EDITIONS)}")
    if not _KEY.fullmatch(new) or keyword.iskeyword(new):
        raise click.UsageError(f"“{new}”不能作标识：用小写字母开头，3 到 51 个小写字母、数字或下划线")
    chosen = _chosen(edition, only)
    clone = Clone(edition, new, title or edition.title, number, year or edition.year, chosen)
    _check_room(root, new)
    written = _write(root, clone)
    click.echo(f"已由 {edition.key} 开始新表样 {new}，{len(chosen)} 个附件，写了 {len(written)} 个文件：")
    for path in written:
        click.echo(f"  {path.relative_to(root)}")
    click.echo(_next_steps(clone))


def _chosen(edition: NoticeEdition, only: Sequence[str]) -> tuple[type[AnnexForm], ...]:
    unknown = [key for key in only if edition.annex(key) is None]
    if unknown:
        there = "、".join(annex.key for annex in edition.annexes)
        raise click.UsageError(f"--annex：{edition.key} 没有附件 {'、'.join(unknown)}，有 {there}")
    return tuple(annex for annex in edition.annexes if not only or annex.key in only)


def _check_room(root: Path, new: str) -> None:
    """Raises `Unacceptable` where this is no source tree, or something of that name stands in it."""
    if not (root / "pyproject.toml").is_file() or not (root / _FINGERPRINTS).is_file():
        raise Unacceptable("这里不是源码目录，不能新做表样；请在开发用的源码目录中运行")
    for place in (root / _FORMS / new, root / _FACES / new):
        if place.exists():
            raise Unacceptable(f"{place.relative_to(root)} 已经有了，没有改动任何文件；请换一个标识")


def _write(root: Path, clone: Clone) -> list[Path]:
    """Copy and register; what was begun is taken back where a file cannot be written."""
    forms, faces = root / _FORMS / clone.key, root / _FACES / clone.key
    registered = [root / _FORMS / "__init__.py", root / _FINGERPRINTS]
    before = [path.read_text(encoding="utf-8") for path in registered]
    try:
        forms.mkdir()
        faces.mkdir()
        written = [_write_text(forms / "__init__.py", _edition_module(clone))]
        for name in _modules(root, clone):
            text = (root / _FORMS / clone.old.key / f"{name}.py").read_text(encoding="utf-8")
            written.append(_write_text(forms / f"{name}.py", _moved(text, clone)))
        for annex in clone.annexes:
            face = f"{annex.key}.html"
            text = (root / _FACES / clone.old.key / face).read_text(encoding="utf-8")
            written.append(_write_text(faces / face, text))
        written.append(_write_text(registered[0], _registered(before[0], clone.key)))
        written.append(_write_text(registered[1], _with_fingerprints(before[1], clone)))
    except OSError as failure:
        shutil.rmtree(forms, ignore_errors=True)
        shutil.rmtree(faces, ignore_errors=True)
        for path, text in zip(registered, before, strict=True):
            if path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
        raise Unacceptable(f"写不进源码目录（{failure.strerror}），已恢复原样") from failure
    return written


def _write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _modules(root: Path, clone: Clone) -> list[str]:
    """The modules of the folder that the chosen annexes stand in, with what these import from it."""
    folder = root / _FORMS / clone.old.key
    wanted: list[str] = []
    waiting = [annex.__module__.rpartition(".")[2] for annex in clone.annexes]
    while waiting:
        name = waiting.pop(0)
        if name in wanted:
            continue
        wanted.append(name)
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        waiting += re.findall(rf"youthwork\.forms\.annexes\.{clone.old.key}\.(\w+) import", text)
    return wanted


def _moved(text: str, clone: Clone) -> str:
    """Imports from the old folder are from the new one."""
    return text.replace(f"youthwork.forms.annexes.{clone.old.key}.", f"youthwork.forms.annexes.{clone.key}.")


def _edition_module(clone: Clone) -> str:
    imports = sorted((annex.__module__.rpartition(".")[2], annex.__name__) for annex in clone.annexes)
    lines = [
        f'"""{clone.number or "无文号"}：{clone.title}.',
        "",
        f"Begun from `{clone.old.key}`.",
        '"""',
        "",
        "from youthwork.forms.annexes.base import NoticeEdition",
        *(f"from youthwork.forms.annexes.{clone.key}.{module} import {name}" for module, name in imports),
        "",
        "EDITION = NoticeEdition(",
        f"    key={_quoted(clone.key)},",
        f"    title={_quoted(clone.title)},",
        f"    number={_quoted(clone.number) if clone.number else None},",
        f"    year={clone.year},",
        f"    annexes=({', '.join(annex.__name__ for annex in clone.annexes)},),",
        f"    source={_quoted('照' + clone.old.key + '开始，待核对')},",
        ")",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _registered(text: str, key: str) -> str:
    """Its two lines in the list of editions: the import in its order, the edition last."""
    imports = re.search(r"from youthwork\.forms\.annexes import \(\n((?:    \w+,\n)+)\)", text)
    in_use = re.search(r"_IN_USE = \(\n((?:    \w+\.EDITION,\n)+)\)", text)
    if imports is None or in_use is None:
        raise Unacceptable(f"{_FORMS}/__init__.py 的写法变了，认不出表样清单；请手工登记")
    names = sorted([*imports[1].splitlines(keepends=True), f"    {key},\n"])
    text = text.replace(in_use[1], f"{in_use[1]}    {key}.EDITION,\n", 1)
    return text.replace(imports[1], "".join(names), 1)


def _with_fingerprints(text: str, clone: Clone) -> str:
    """A copied form is the same form; once it is changed its test says what to write here."""
    kept: dict[str, str] = json.loads(text)
    for annex in clone.annexes:
        kept[f"{clone.key}/{annex.key}"] = kept[f"{clone.old.key}/{annex.key}"]
    return json.dumps(kept, ensure_ascii=False, indent=2) + "\n"


def _next_steps(clone: Clone) -> str:
    forms, faces = f"{_FORMS}/{clone.key}", f"{_FACES}/{clone.key}"
    return "\n".join(_steps(forms, faces, clone))


def _steps(forms: str, faces: str, clone: Clone) -> Iterable[str]:
    yield "接下来："
    yield f"  1. {forms}/*.py：标题、栏目、检查、要素（facts）和样例（sample）改成新通知的；"
    yield "     字面与通知一致。换了表的，把文件、类和 key 一起改名，版面文件随 key 改名。"
    yield f"  2. {faces}/*.html：印刷版面照新通知的附件改。"
    yield f"  3. {forms}/__init__.py：标题、文号、年度、附件的次序、出处（source）。"
    yield "  4. tests/forms/test_annex_faces.py 的 _OFFICIAL：写上新表的标题、版面文字和各栏名称；"
    yield "     表中有人名的，再列入 tests/forms/test_annexes.py 的 ABOUT_PEOPLE。"
    yield f"  5. 通知有数量要求或“不层层加码”条款的，在 youthwork/domain/ 的 notices.py、additions.py 为 {clone.key} 各写一行。"
    yield "  6. 运行 python -m pytest tests/forms；新表的指纹按提示写进 tests/forms/fingerprints.json。"
    yield "写法和用时见 docs/new-annex.md。"
