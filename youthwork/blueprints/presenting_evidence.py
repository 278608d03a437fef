"""佐证材料怎样显示: the list as the draft, the paper's page, the filing and the page of the files themselves show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.blueprints.web import actor, user
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.workflow import EDITABLE
from youthwork.forms.fields import answers_of, bind
from youthwork.models import Evidence, Filing, Submission
from youthwork.services.archive.masks import mask_phones
from youthwork.services.drafts import draft_saves
from youthwork.services.evidence import preparing, sight, taking
from youthwork.services.evidence.kinds import ACCEPTED
from youthwork.services.path import cases
from youthwork.services.printing import reading

#: A list of more rows than this is named as a whole: nobody finds a row among thousands in a drop-down.
_MOST_ROWS = 150
_KINDS = {"image/jpeg": "照片", "application/pdf": "PDF"}


@dataclass(frozen=True)
class ShownEvidence:
    """一份材料 as a line: `url` is empty for whoever reads the list alone."""

    id: int
    name: str
    caption: str
    place: str
    where: str
    facts: str
    sha256: str
    url: str
    thumbnail_url: str
    fate: str = ""
    may_describe: bool = False
    may_restore: bool = False


@dataclass(frozen=True)
class EvidenceList:
    """佐证材料 of a paper for this reader; `may_change` while it is theirs to write."""

    submission_id: int
    items: list[ShownEvidence]
    earlier: list[ShownEvidence]
    opens: bool
    may_change: bool
    places: list[tuple[str, str]]
    summary: str
    most_files: int = taking.MOST_FILES
    most_bytes: int = preparing.MOST_BYTES
    accepted: str = ACCEPTED


def of_submission(submission: Submission, has_any: bool = True) -> EvidenceList:
    """`has_any=False` where it is known that nothing stands beside it."""
    seen = sight.standing(submission, actor()) if has_any else sight.nothing(submission, actor())
    may_change = draft_saves.may_write(submission, user(), actor())
    words = _place_words(submission) if may_change or seen.present or seen.earlier else {}

    def line(each: Evidence) -> ShownEvidence:
        urls = {
            kind: url_for(f"evidence.{kind}", submission_id=submission.id, evidence_id=each.id)
            for kind in ("file", "thumbnail")
        }
        return _shown(each, submission, words, urls if seen.opens else {})

    return EvidenceList(
        submission.id,
        [line(each) for each in seen.present],
        [line(each) for each in seen.earlier],
        seen.opens,
        may_change,
        _choices(words) if may_change else [],
        _summary(seen.present),
    )


def of_filing(filing: Filing, submission: Submission) -> EvidenceList:
    seen = sight.filed_standing(actor(), filing, submission)
    words = _words_of(submission, filing.answers) if seen.present else {}

    def line(each: Evidence) -> ShownEvidence:
        urls = {
            kind: url_for(f"evidence.filed_{kind}", filing_id=filing.id, evidence_id=each.id)
            for kind in ("file", "thumbnail")
        }
        return _shown(each, submission, words, urls if seen.opens else {})

    shown = [line(each) for each in seen.present]
    return EvidenceList(submission.id, shown, [], seen.opens, False, [], _summary(seen.present))


def _shown(
    each: Evidence, submission: Submission, words: Mapping[str, str], urls: Mapping[str, str]
) -> ShownEvidence:
    is_open = submission.state in EDITABLE
    # Who may not open the file reads no phone in its name either.
    said = (lambda text: text) if urls else mask_phones
    return ShownEvidence(
        id=each.id,
        name=said(each.name),
        caption=said(each.caption),
        place=each.field,
        where=words.get(each.field, "已删去的一行") if each.field else "",
        facts=" · ".join(
            (
                _KINDS.get(each.media_type, each.name.rpartition(".")[2].upper()),
                size_words(each.size),
                f"{each.added_by.name} {moment_phrase(each.added_at, clock.now())}添加",
            )
        ),
        sha256=each.sha256,
        url=urls.get("file", ""),
        thumbnail_url=urls.get("thumbnail", "") if each.thumbnail_sha256 else "",
        fate=_fate(each, submission),
        may_describe=is_open and each.added_in == submission.round_number,
        may_restore=is_open and each.removed_in == submission.round_number,
    )


def _fate(each: Evidence, submission: Submission) -> str:
    """What became of it since an earlier round."""
    if each.removed_in is None:
        return f"第 {each.added_in} 次报送时添加" if each.added_in < submission.round_number else ""
    if each.removed_in > each.added_in:
        return f"第 {each.added_in} 次报送时附有，第 {each.removed_in} 次移除"
    return "已移除"


def size_words(size: int) -> str:
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} KB"


def _summary(present: list[Evidence]) -> str:
    return f"{len(present)} 份，{size_words(sum(each.size for each in present))}" if present else ""


def _place_words(submission: Submission) -> dict[str, str]:
    """The rows, lists and single cells of the paper by name, in words; of a draft as it is typed now."""
    answers: Mapping[str, Any] | None = submission.answers
    if submission.state in EDITABLE:
        answers = answers_of(bind(cases.annex_of(submission), draft_saves.find_draft(submission).fields))
    return _words_of(submission, answers or {})


def _words_of(submission: Submission, answers: Mapping[str, Any]) -> dict[str, str]:
    annex = cases.annex_of(submission)
    known = {f"known-{name}" for name in annex.known_fields}
    words = {}
    for name, place in reading.places(annex, answers).items():
        if place.drawn_as == name and name not in known:
            words[name] = _with_its_text(place.words, place.text) if "-" in name else place.words
    return words


def _with_its_text(words: str, text: str) -> str:
    start = text.replace("；", " ")
    return f"{words}（{start[:18]}{'…' if len(start) > 18 else ''}）" if start else words


def _choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a file can be said to prove: the whole paper first."""
    rows = [name for name in words if "-" in name]
    kept = words if len(rows) <= _MOST_ROWS else {name: words[name] for name in words if "-" not in name}
    return [("", "整件"), *kept.items()]
