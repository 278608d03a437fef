"""语料: some hundreds of filings with believable Chinese texts, written straight into the tables.

The path is walked elsewhere (`tests/journeys.py`); here only what a search reads matters. `Corpus.seen_by`
says what a reader may find, worked out from the cast's tree and not from the program.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.factories import NOW, Cast
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Filing, FilingScope, Notice, Paper, PaperKind, Submission
from youthwork.services.archive.counting import count_in
from youthwork.services.archive.entries import entries_of
from youthwork.services.archive.index import add_to_index

#: owner, receiving organ, department, code
_PLACES = [
    ("团云溪县委", "团青岚市委", "团青岚市委组织部", "岚青"),
    ("团白鹭县委", "团青岚市委", "团青岚市委组织部", "岚青"),
    ("团青岚市委", "团示范省委", "团示范省委组织部", "示青"),
    ("示范大学团委", "团示范省委", "团示范省委学校部", "示青"),
    ("省直机关团工委", "团示范省委", "团示范省委城市部", "示青"),
    ("团望川县委", "团示范省委", "团示范省委组织部", "示青"),
]
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于"
#: 𠮷 lies beyond the basic plane; 喆堃祎 are the names offices really have.
_GIVEN = ["子轩", "雨桐", "喆", "堃", "祎", "梓涵", "一鸣", "思远", "玥", "嘉禾", "𠮷祥", "江·阿布都"]
_DEEDS = [
    "清河志愿服务",
    "主题团日活动",
    "“清河行动”植树",
    "走访慰问团员",
    "防汛值守（第2期）",
    "重温入团誓词",
    "组织生活会",
]
_EFFECTS = [
    "清理河道2公里",
    "形成体会12篇",
    "覆盖团员青年100%",
    "录入“1+100”系统",
    "议定每周一读",
    "好评率98.5%",
    "Ａ级团支部",
]
_PLACE_NAMES = ["云溪镇团委", "白泉村团支部", "第一中学高一(1)班团支部", "云溪镇机关团总支", "ABC公司团总支"]


@dataclass
class Corpus:
    """The filings' ids, newest last, and what of each is searched."""

    cast: Cast
    texts: dict[int, str] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    organs: dict[int, str] = field(default_factory=dict)
    plain_texts: dict[int, str] = field(default_factory=dict)

    def seen_by(self, organization: str) -> list[int]:
        """Newest first, what the office of an organ may find: its own, what it received, and all below."""
        organ = self.cast.organizations[organization]
        return [
            id
            for id in sorted(self.texts, reverse=True)
            if any(
                self.cast.organizations[name].path.startswith(organ.path)
                for name in (self.owners[id], self.organs[id])
            )
        ]

    def brute_force(self, organization: str, query: str) -> list[int]:
        """What a patient clerk with all the papers on the desk would find."""
        words = plain(query).split()
        return [id for id in self.seen_by(organization) if all(word in self._plain(id) for word in words)]

    def _plain(self, id: int) -> str:
        return self.plain_texts.setdefault(id, plain(self.texts[id]))


def plain(text: str) -> str:
    """Two texts that look alike to a reader become the same."""
    alike = str.maketrans(
        {**dict.fromkeys("〔【［[（", "("), **dict.fromkeys("〕】］]）", ")"), "“": '"', "”": '"'}
    )
    return unicodedata.normalize("NFKC", text.replace("\x00", "")).translate(alike).lower()


def write_corpus(cast: Cast, many: int = 300, seed: int = 8) -> Corpus:
    corpus = Corpus(cast)
    chance = random.Random(seed)
    for number in range(1, many + 1):
        filing = add_filing(cast, number, chance)
        corpus.texts[filing.id] = entries_of([filing.id])[0].document
        corpus.owners[filing.id], corpus.organs[filing.id] = _PLACES[number % len(_PLACES)][:2]
    db.session.commit()
    return corpus


def add_filing(cast: Cast, number: int, chance: random.Random, text: str | None = None) -> Filing:
    """One filing with its submission, scope and request for a paper; every fifth is a 汇总表."""
    owner, organ, department, code = _PLACES[number % len(_PLACES)]
    at = NOW - timedelta(days=700) + timedelta(days=number * 2)
    name = chance.choice(_SURNAMES) + chance.choice(_GIVEN)
    submission = _submission(cast, number, owner, f"任务表 · {name}", at)
    filing = Filing(
        submission_id=submission.id,
        organ_id=cast.organizations[organ].id,
        department_id=cast.organizations[department].id,
        year=at.year,
        number=number,
        filing_number=f"{code}备〔{at.year}〕{number}号",
        machine_number=f"BA-{code}-{at.year}-{number:06d}-V1",
        filed_at=at,
        filed_by_id=cast.people["tang"].id,
        edition_key="province_2017_8",
        annex_key="contact_points" if number % 5 == 0 else "task_sheet",
        title=submission.title,
        owner_id=submission.owner_id,
        owner_name=owner,
        organ_name=cast.organizations[organ].short_name,
        department_name=department,
        filed_by_name="唐宁",
        answers={},
        answers_sha256="0" * 64,
        was_on_time=number % 4 != 0,
        retention_years=10,
        text="\n".join(_lines(name, chance)) if text is None else text,
        names=name,
    )
    db.session.add(filing)
    db.session.flush()
    organs = _open_to(cast, filing, owner, organ)
    paper = Paper(kind=PaperKind.FILED, submission_id=submission.id, filing_id=filing.id, requested_at=at)
    db.session.add(paper)
    add_to_index(filing)
    count_in(filing, organs)
    return filing


def _submission(cast: Cast, number: int, owner: str, title: str, at: datetime) -> Submission:
    """Filed already, each under a notice of its own: a unit answers a notice once."""
    notice = Notice(
        edition_key="province_2017_8",
        issuer_id=cast.organizations["团示范省委"].id,
        number=f"示青字〔{at.year}〕{number}号",
        title="通知",
        issued_on=at.date(),
    )
    db.session.add(notice)
    db.session.flush()
    submission = Submission(
        notice_id=notice.id,
        annex_key="task_sheet",
        owner_id=cast.organizations[owner].id,
        title=title,
        due=at.date(),
        state=State.FILED,
        held_since=at,
        created_at=at,
        created_by_id=cast.people["gu"].id,
        submitted_by_id=cast.people["gu"].id,
        signed_off_by_id=cast.people["su"].id,
        filed_by_id=cast.people["tang"].id,
        receiver_id=None,
        answers_sha256="0" * 64,
        first_sent_at=at,
    )
    db.session.add(submission)
    db.session.flush()
    return submission


def _open_to(cast: Cast, filing: Filing, owner: str, organ: str) -> set[int]:
    paths = (cast.organizations[owner].path, cast.organizations[organ].path)
    ids = {int(part) for path in paths for part in path.strip("/").split("/")}
    db.session.add_all(FilingScope(organization_id=id, filing_id=filing.id) for id in sorted(ids))
    db.session.flush()
    return ids


def _lines(name: str, chance: random.Random) -> Iterator[str]:
    yield name
    yield f"{chance.choice(_PLACE_NAMES)}"
    for _ in range(chance.randint(1, 5)):
        yield f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
        yield chance.choice(_DEEDS)
        yield f"{chance.randint(3, 240)}人"
        yield chance.choice(_EFFECTS)
