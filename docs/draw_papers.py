"""Draw the pictures of docs/papers.md anew: `.venv/bin/python -m docs.draw_papers`, then look at every one."""

import io
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image

from tests.conftest import make_app
from tests.documents import samples
from tests.documents.signers import MOMENT, a_signer
from youthwork.documents import contents, pdf, pipeline
from youthwork.documents.codes import FilingMark
from youthwork.documents.images import page_images
from youthwork.documents.seals import demo_seal_svg
from youthwork.services.printing.letters import Block, Letter, RedHead, render_letter

PICTURES = Path(__file__).parent / "pictures"
ORGAN = "共青团青岚市委员会"
ROLL_UP, SHEET, UNITS = samples.CONTACT_POINTS, samples.TASK_SHEET, samples.CONTACT_UNITS


def main() -> None:
    short = {"renew_oath": [samples.SENTENCE], "volunteer_service": [samples.SENTENCE] * 2}
    _draw("contact-points", _filed(ROLL_UP, samples.contact_points(4)), [0], 1000)
    _draw("contact-points-1", _face(ROLL_UP, samples.contact_points(1)), [0], 700)
    _draw("contact-points-60", _face(ROLL_UP, samples.contact_points(60)), [0, 1, 4], 520)
    _draw("task-sheet", _filed(SHEET, samples.task_sheet(), sentences=short), [0], 720)
    _draw("task-sheet-full", _face(SHEET, samples.task_sheet()), [0], 600)
    _draw("contact-units", _filed(UNITS, samples.contact_units(1)), [0], 900)
    _draw("contact-units-60", _face(UNITS, samples.contact_units(60)), [0, 1], 700)
    blanks = [_face(template, {}) for template in (ROLL_UP, SHEET, UNITS)]
    _save("blank", [_pages(blank, [0], 480)[0] for blank in blanks])
    _draw("bound", _face(ROLL_UP, samples.contact_points(30), is_bound=True), [0, 1], 460)
    rare = _pages(_face(ROLL_UP, samples.contact_points(4)), [0], 2400)[0]
    _save("rare-names", [rare.crop((180, 680, 2220, 1130)).resize((1020, 225), Image.Resampling.LANCZOS)])
    with tempfile.TemporaryDirectory() as folder, make_app(Path(folder)).app_context():
        _draw("letter", _letter(_SHORT), [0], 640)
        _draw("letter-3", _letter(_LONG), [0, 1, 2], 520)


def _face(template: str, answers: dict[str, Any], **more: Any) -> bytes:
    html = samples.face_html(template, answers, **{"is_demo": bool(answers)} | more)
    return pdf.render(html, title=samples.TITLES[template], data=answers, turned="is_bound" in more).pdf


def _filed(template: str, answers: dict[str, Any], **more: Any) -> bytes:
    has_seal = template == ROLL_UP
    paper = _face(template, answers, **more, seal_note=pipeline.SEAL_DISCLAIMER if has_seal else "")
    if has_seal:
        seal = pipeline.SealPicture(demo_seal_svg("中国共产主义青年团云溪县委员会"), 40)
        paper = pipeline.press(paper, seal, a_signer(samples.UNIT), MOMENT).pdf
    digest = contents.data_sha256(answers)
    mark = FilingMark(
        filing_number="岚青备〔2026〕18号",
        machine_number="BA-岚青-2026-000018-V1",
        organization=ORGAN,
        filed_on=date(2026, 4, 5),
        answers_sha256=digest,
        code_text=f"BA-岚青-2026-000018-V1\n{ORGAN}\nsha256:{digest}",
        is_demo=True,
    )
    return pipeline.file(paper, mark, a_signer(ORGAN), MOMENT).pdf


def _letter(letter: Letter) -> bytes:
    paper = pdf.render(render_letter(letter), title=letter.title)
    seal = pipeline.SealPicture(demo_seal_svg("中国共产主义青年团青岚市委员会"), 40)
    return pipeline.imprint(paper.pdf, paper.anchors["seal-place"], seal)


def _pages(paper: bytes, numbers: Sequence[int], width: int) -> list[Image.Image]:
    images = page_images(paper, width)
    return [Image.open(io.BytesIO(images[number])).convert("RGB") for number in numbers]


def _draw(name: str, paper: bytes, numbers: Sequence[int], width: int) -> None:
    _save(name, _pages(paper, numbers, width))


def _save(name: str, images: Sequence[Image.Image]) -> None:
    """Pages side by side, each in a hair of grey."""
    width = sum(image.width for image in images) + 12 * (len(images) + 1)
    sheet = Image.new("RGB", (width, max(image.height for image in images) + 24), "#c9c9c9")
    left = 12
    for image in images:
        sheet.paste(image, (left, 12))
        left += image.width + 12
    path = PICTURES / f"paper-{name}.png"
    sheet.quantize(48, method=Image.Quantize.FASTOCTREE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} kB")


_TEXT = "各级团组织要按照通知要求，把团干部指导参与作为基本方法，深入基层团支部，做到底数清、情况明、任务实。"
_SHORT = Letter(
    title="共青团青岚市委员会\n关于团干部直接联系青年工作\n备案情况的通报",
    to="各县（市、区）团委，各市属单位团委",
    blocks=[
        Block("截至4月5日，全市联系点备案工作已经完成，现将有关情况通报如下。"),
        Block(heading="一、总体情况", level=1),
        Block(_TEXT),
        Block(heading="（一）及时备案。", level=2, text=_TEXT),
    ],
    enclosures=("联系点汇总表", "团干部指导参与“一学一做”教育实践任务表（各县市区、市属单位汇总）"),
    signer=ORGAN,
    date=date(2026, 4, 5),
    is_demo=True,
)
_LONG = replace(
    _SHORT,
    red_head=RedHead(f"{ORGAN}文件", "岚青字〔2026〕3号"),
    blocks=[
        *_SHORT.blocks,
        Block(heading="1.严格审核。", level=3, text=_TEXT),
        Block(heading="（二）存在的问题", level=2),
        *[Block(_TEXT * 2)] * 4,
        Block(heading="二、下一步工作", level=1),
        *[Block(_TEXT * 2)] * 3,
    ],
)

if __name__ == "__main__":
    main()
