"""移交包: what the archives read in is what lay in the store, said in XML that keeps to its schema."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.archive.shelves import archive_all
from youthwork.domain.errors import StepNotAllowed, Unacceptable
from youthwork.extensions import db
from youthwork.models import ArchiveExport, CheckStage, Filing, JobState
from youthwork.services import posts
from youthwork.services.archive.checking import asking as checks
from youthwork.services.archive.checking import running
from youthwork.services.archive.packaging import asking, xml
from youthwork.services.archive.packaging.asking import Wanted
from youthwork.services.jobs import queue, runner
from youthwork.services.printing import papers
from youthwork.services.transactions import deed

N = {"p": xml.NAMESPACE}
WANTED = Wanted(2026, None, "青岚市档案馆")


class Package:
    """移交包 as the archives read it in: by its own manifest and schema, knowing nothing of the program."""

    def __init__(self, file: Path) -> None:
        with zipfile.ZipFile(file) as package:
            self.files = {name: package.read(name) for name in package.namelist()}
        schema = etree.XMLSchema(etree.fromstring(self.files["package.xsd"]))
        self.documents = {
            name: etree.fromstring(content) for name, content in self.files.items() if name.endswith(".xml")
        }
        for name, document in self.documents.items():
            assert schema.validate(document), (name, schema.error_log)

    def check_manifest(self) -> None:
        lines = self.files["清单.sha256"].decode().splitlines()
        listed = dict(reversed(line.split("  ", 1)) for line in lines)
        assert set(listed) == set(self.files) - {"清单.sha256"}
        for name, digest in listed.items():
            assert hashlib.sha256(self.files[name]).hexdigest() == digest, name

    def items(self) -> list[str]:
        """The folders, in the order of the catalogue."""
        return [each.get("路径") for each in self.documents["目录.xml"].iterfind("p:件", N)]


@pytest.fixture
def filings(app: Flask, cast: Cast) -> list[Filing]:
    """Two of 2026 in the archive, one with a photograph, one corrected; checked at transfer."""
    proven = journeys.draft_task_sheet(cast, "mai")
    journeys.attach(proven, cast.person("mai"), "照片：五四/合影.jpg")
    first = journeys.file_(journeys.accept(journeys.send_in(proven, cast), cast), cast)
    later = journeys.file_correction(first, cast)
    journeys.make_papers()
    archive_all(cast)
    with deed():
        organ = cast.organ("团青岚市委")
        check_id = checks.put_down(checks.Asked(organ.id, 2026, CheckStage.TRANSFER)).id
    check = running.run(check_id)
    assert check.blocking == 0, check.findings
    return [first, later]


def _ask(cast: Cast, wanted: Wanted = WANTED) -> ArchiveExport:
    zhao = cast.person("zhao")
    with deed():
        return asking.ask(posts.actor_of(zhao), zhao, None, wanted, "到期移交进馆")


def _made(cast: Cast) -> Path:
    export = _ask(cast)
    runner.run_until_empty()
    made = db.session.get_one(ArchiveExport, export.id, populate_existing=True)
    job = queue.newest(queue.JobKind.EXPORT, str(export.id))
    assert made.sha256, job and job.failure
    return papers.store().whole_file(made.sha256)


@on_both_engines
def test_a_package_holds_every_file_its_hash_and_what_was_done_with_it(
    cast: Cast, filings: list[Filing]
) -> None:
    package = Package(_made(cast))
    package.check_manifest()
    assert len(package.items()) == 2 and package.items() == sorted(package.items())
    for filing in filings:
        folder = f"件/{filing.archival_number}"
        assert package.files[f"{folder}/成件.pdf"] == papers.read(papers.of_filing(filing))
        assert json.loads(package.files[f"{folder}/数据.json"]) == filing.answers
        document = package.documents[f"{folder}/元数据.xml"]
        described = {each.get("名称"): each.text for each in document.iterfind("p:著录/p:项目", N)}
        assert described["档号"] == filing.archival_number and described["文件编号"] == filing.filing_number
        steps = [each.get("办理") for each in document.iterfind("p:办理过程/p:环节", N)]
        assert steps[-1] == "予以备案" and len(steps) >= 5
        signed = document.findall("p:电子签名/p:签名", N)
        assert signed and all(each.get("结论") == "真实、未改动" for each in signed)
        for file in document.iterfind("p:封装内容/p:文件", N):
            content = package.files[f"{folder}/{file.get('路径')}"]
            assert hashlib.sha256(content).hexdigest() == file.get("摘要")
            assert len(content) == int(file.get("大小"))
    facts = {each.tag.split("}")[1]: each.text for each in package.documents["说明文件.xml"]}
    assert (facts["件数"], facts["全宗号"], facts["接收单位"]) == ("2", "Z109", "青岚市档案馆")
    assert package.documents["四性检测.xml"].get("结论") == "通过"


def test_a_name_no_carrier_takes_is_changed_in_the_path_only(cast: Cast, filings: list[Filing]) -> None:
    package = Package(_made(cast))
    names = [name for name in package.files if "佐证材料" in name]
    assert names and all((":" not in name and "：" in name) or "_" in name for name in names)


def test_the_same_order_gives_the_same_bytes(
    cast: Cast, filings: list[Filing], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _made(cast).read_bytes()
    assert _made(cast).read_bytes() == first


def test_a_file_that_is_gone_stops_the_package_and_names_the_filing(
    cast: Cast, filings: list[Filing]
) -> None:
    papers.store().path(papers.of_filing(filings[0]).sha256 or "").unlink()
    export = _ask(cast)
    runner.run_until_empty()
    job = queue.newest(queue.JobKind.EXPORT, str(export.id))
    assert job is not None and job.state is JobState.WAITING
    assert filings[0].filing_number in job.failure and "移交包没有制作" in job.failure


def test_what_was_archived_after_the_check_wants_a_new_one(cast: Cast, filings: list[Filing]) -> None:
    from datetime import timedelta

    from tests.factories import NOW
    from youthwork.models import ArchiveBatch

    with deed():
        batch = db.session.scalars(db.select(ArchiveBatch)).one()
        batch.archived_at = NOW + timedelta(hours=1)
    with pytest.raises(StepNotAllowed, match="检测结果不再作数"):
        _ask(cast)


def test_a_year_without_anything_archived_is_refused(cast: Cast, filings: list[Filing]) -> None:
    with pytest.raises(Unacceptable, match="没有可以移交的"):
        _ask(cast, Wanted(2025, None, "青岚市档案馆"))
    with pytest.raises(Unacceptable, match="没有可以移交的"):
        _ask(cast, Wanted(2026, 30, "青岚市档案馆"))


def test_the_order_survives_its_address() -> None:
    for wanted in (WANTED, Wanted(2016, 0, "某某&馆=1"), Wanted(2016, 30, "市馆")):
        assert Wanted.from_address(wanted.address) == wanted
