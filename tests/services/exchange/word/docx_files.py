"""Word 文件 as offices and their programs make them, built from bare markup, and what is read from them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import AnnexForm
from youthwork.services.exchange.understood import Understood
from youthwork.services.exchange.word import reading

ANNEXES = {annex.key: annex for edition in EDITIONS.values() for annex in edition.annexes}
CONTACT_POINTS, TASK_SHEET, CONTACT_UNITS = (
    ANNEXES["contact_points"],
    ANNEXES["task_sheet"],
    ANNEXES["contact_units"],
)
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
HEAD = ("序号", "姓名", "职务", "联系方式", "联系指导的团委")
ZHOU = ("1", "周可儿", "副书记", "13800000021", "云溪镇团委")
LI = ("2", "李堃", "组织部部长", "13800000022", "云溪镇机关团总支")


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str) -> str:
    """A paragraph of runs; plain text is one run."""
    return f"<w:p>{''.join(each if each.startswith('<') else r(each) for each in runs)}</w:p>"


def tc(*content: str, span: int = 1, down: str = "") -> str:
    """A cell of paragraphs; `down` begins ("restart") or continues ("continue") a cell merged over rows."""
    inner = "".join(each if each.startswith(("<w:p>", "<w:tbl>", "<w:sdt>")) else p(each) for each in content)
    merge = f'<w:vMerge w:val="{down}"/>' if down else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{inner or "<w:p/>"}</w:tc>'


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(each if each.startswith('<w:tc>') else tc(each) for each in cells)}</w:tr>"


def tbl(*rows: Sequence[str] | str) -> str:
    return f"<w:tbl>{''.join(row if isinstance(row, str) else tr(*row) for row in rows)}</w:tbl>"


def document(*body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{"".join(body)}</w:body></w:document>'


def zipped(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def docx(*body: str, **more: str | bytes) -> bytes:
    """A .docx of this body; `more` are further parts, `__` for a slash in their names."""
    parts: dict[str, str | bytes] = {"[Content_Types].xml": _TYPES, "word/document.xml": document(*body)}
    return zipped(parts | {name.replace("__", "/"): part for name, part in more.items()})


def read(annex: type[AnnexForm], *body: str, **options: Any) -> Understood:
    return reading.read(docx(*body), annex, filename="表.docx", **options)


def rows(understood: Understood, name: str = "rows") -> list[dict[str, str]]:
    return [dict(row.cells) for row in understood.rows[name]]


def said(understood: Understood) -> str:
    """All remarks with their places, a line each."""
    return "\n".join(f"{each.place} {each.sentence}" for each in understood.remarks)


def task_rows(**tasks: str | Sequence[str]) -> list[str]:
    """The eleven rows of 附件2; `study_speeches="…"` fills one, given paragraphs stand as they are."""
    filled = []
    for section in TASK_SHEET.sections:
        if section.rows_field:
            text = tasks.get(section.rows_field, "")
            content = [text] if isinstance(text, str) else list(text)
            filled.append(tr(tc(section.title, span=3), tc(*content, span=3)))
    return filled


def person_rows(name: str = "罗欣喆") -> list[str]:
    return [
        tr("姓 名", name, "性 别", "女", "出生年月", "1993.05"),
        tr(tc("单位及职务"), tc("团青岚市委 学校部副部长", span=3), tc("联系方式"), tc("13800000017")),
        tr(tc("联系指导的团委名称"), tc("云溪县第一中学团委", span=5)),
        tr(tc("全程参与的团支部名称"), tc("高二（3）班团支部", span=5)),
    ]


def task_sheet(name: str = "罗欣喆", **tasks: str | Sequence[str]) -> str:
    """附件2 as offices set it: one table of six columns."""
    heads = tr(tc("目标任务", span=3), tc("完成情况", span=3))
    return tbl(*person_rows(name), heads, *task_rows(**tasks))
