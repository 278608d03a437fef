"""粘贴 in a browser: what Word, WPS, Excel and web pages put on the clipboard fills the right cells, as text only."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.browser.pages import Person

PASTE = """([html, text]) => { const data = new DataTransfer();
    if (html) data.setData('text/html', html);
    if (text) data.setData('text/plain', text);
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""

#: As Word writes it: classes, styles, empty marks, a wrapped cell of two paragraphs, numbering, a title row.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8"><style>td {mso-x: 1}</style></head>
<body lang=ZH-CN><!--StartFragment--><table class=MsoNormalTable border=1 style='border-collapse:collapse;mso-x:y'>
<tr><td colspan=5><p class=MsoNormal><b>联系点汇总表</b><o:p></o:p></p></td></tr>
<tr><td><p>序号</p></td><td><p>姓&nbsp; 名</p></td><td><p>职务</p></td><td><p>联系<br>方式</p></td><td><p>联系指导<br>的团委</p></td></tr>
<tr><td><p>1</p></td><td><p><span style='color:red'>甲</span><span>同志<o:p></o:p></span></p></td><td><p>书
记</p></td><td><p>13800000901</p></td><td><p>云溪镇</p><p>机关团总支</p></td></tr>
<tr><td><p>2</p></td><td><p>乙同志<del>（删）</del></p></td><td><p>&nbsp;</p></td><td><p>13800000902</p></td><td><p>云溪镇团委</p></td></tr>
</table><!--EndFragment--></body></html>"""
#: The same as Word's own text: a new line for each paragraph, which no longer tells cells from rows.
WORD_TEXT = "联系点汇总表\n序号\t姓  名\t职务\t联系\n方式\t联系指导\n的团委\n1\t甲同志\t书记\t13800000901\t云溪镇\n机关团总支\n2\t乙同志\t \t13800000902\t云溪镇团委\n"


def grid_of(person: Person) -> list[list[str]]:
    """What stands in the rows, as the person reads it."""
    rows: list[list[str]] = person.page.evaluate(
        "Array.from(document.querySelectorAll('tr[data-row]'), (row) =>"
        " Array.from(row.querySelectorAll('td input:not([type=hidden]), td select'), (cell) => cell.value))"
    )
    return rows


def paste(person: Person, html: str, text: str = "", column: str = "name") -> None:
    person.page.locator(f"tr[data-row] [name$='-{column}']").first.focus()
    person.page.evaluate(PASTE, [html, text])


def said(person: Person) -> str:
    return person.page.locator("[data-grid-note]").inner_text()


def test_a_table_from_word_fills_the_grid_though_its_text_has_lost_the_cells(people: People) -> None:
    clerk = people("bai")
    paper = clerk.begin("联系点汇总表")
    paste(clerk, WORD, WORD_TEXT)
    assert grid_of(clerk) == [
        ["甲同志", "书记", "13800000901", "云溪镇机关团总支"],
        ["乙同志", "", "13800000902", "云溪镇团委"],
    ]
    assert "已粘贴 2 行" in said(clerk)
    clerk.page.keyboard.press("Tab")
    clerk.wait_until_saved()
    again = people("bai").open(f"/submissions/{paper}/draft")
    assert [row[0] for row in grid_of(again)] == ["甲同志", "乙同志"]


def test_what_was_there_before_a_paste_comes_back(people: People) -> None:
    clerk = people("zhou")
    clerk.begin("联系点汇总表")
    before = grid_of(clerk)
    paste(clerk, WORD, WORD_TEXT)
    assert grid_of(clerk) != before
    clerk.page.get_by_role("button", name="恢复", exact=True).click()
    assert grid_of(clerk) == before


def test_a_cell_merged_over_rows_is_filled_into_each_and_said(people: People) -> None:
    clerk = people("bai")
    clerk.begin("联系点汇总表")
    merged = (
        "<table><tr><td>甲<td rowspan=2>委员<td>13800000901<td rowspan=2>云溪镇团委"
        "<tr><td>乙<td>13800000902<tr><td colspan=2>丙<td>13800000903<td>白泉镇团委</table>"
    )
    paste(
        clerk,
        merged,
        "甲\t委员\t13800000901\t云溪镇团委\n乙\t\t13800000902\t\n丙\t\t13800000903\t白泉镇团委\n",
    )
    assert grid_of(clerk) == [
        ["甲", "委员", "13800000901", "云溪镇团委"],
        ["乙", "委员", "13800000902", "云溪镇团委"],
        ["丙", "", "13800000903", "白泉镇团委"],
    ]
    assert "合并的格在各行都填了（2 格）" in said(clerk)


def test_columns_in_another_order_go_where_their_headings_say(people: People) -> None:
    clerk = people("bai")
    clerk.begin("联系点汇总表")
    table = (
        "<table><tr><th>联系指导的团委<th>姓名<th>政治面貌<th>联系方式"
        "<tr><td>云溪镇团委<td>甲<td>群众<td>13800000901</table>"
    )
    paste(clerk, table)
    # 职务, which the block does not have, stays as it was.
    assert grid_of(clerk) == [["甲", "书记", "13800000901", "云溪镇团委"]]
    assert "多出的列没有粘贴（1 格）" in said(clerk)


def test_nested_tables_hidden_cells_and_lists_are_read_as_a_person_sees_them(people: People) -> None:
    clerk = people("bai")
    clerk.begin("联系点汇总表")
    page = (
        "<div>通讯录<table><tr><td><table><tr><td>甲<td><ul><li>书记<li>部长</ul><td style='display:none'>密"
        "<td>13800000901<td>云溪镇&nbsp;团委<tr style='display:none'><td>藏<td>藏<td>藏<td>藏</table></table></div>"
        "<table><tr><td>页脚</table>"
    )
    paste(clerk, page, "通讯录")
    assert grid_of(clerk) == [["甲", "书记部长", "13800000901", "云溪镇 团委"]]
    assert "另有 1 张表没有粘贴" in said(clerk)


def test_plain_tabs_still_win_where_the_table_says_nothing_more(people: People) -> None:
    clerk = people("bai")
    clerk.begin("联系点汇总表")
    paste(clerk, "<table><tr><td>表中字<td>委员</table>", "文中字\t委员\n")
    assert grid_of(clerk)[0][:2] == ["文中字", "委员"]


def test_a_pasted_script_or_picture_is_inert(people: People) -> None:
    clerk = people("bai", 390)
    clerk.begin("联系点汇总表")
    asked: list[str] = []
    clerk.page.on("request", lambda request: asked.append(request.url))
    evil = (
        "<table><tr><td>甲<img src='/evil.png' onerror='window.hit=1'><script>window.hit=2</script><td>委员"
        "<svg onload='window.hit=3'></svg><td>&lt;img src=x onerror=alert(1)&gt;<td>云溪镇团委"
        "<iframe srcdoc='<script>parent.hit=4</script>'></iframe></table>"
    )
    paste(clerk, evil)
    clerk.page.wait_for_timeout(200)
    assert clerk.page.evaluate("window.hit") is None
    assert not [url for url in asked if "evil" in url]
    assert grid_of(clerk) == [["甲", "委员", "<img src=x onerror=alert(1)>", "云溪镇团委"]]
    assert clerk.page.locator("main img, main iframe").count() == 0
    # The browser says of each handler that it was never to run here anyway.
    assert [fault for fault in clerk.faults if "Content Security Policy" not in fault] == []


def test_a_page_pasted_into_one_field_becomes_its_text(people: People) -> None:
    clerk = people("zhou")
    clerk.begin("联系点汇总表")
    field = clerk.page.get_by_label("填表人")
    field.fill("")
    field.focus()
    clerk.page.evaluate(PASTE, ["<p>周<b>可儿</b><script>window.hit=1</script></p><p>副书记</p>", ""])
    expect(field).to_have_value("周可儿 副书记")
    assert clerk.page.evaluate("window.hit") is None
    field.fill("")
    clerk.page.evaluate(PASTE, ["<p>周可儿</p>", "<html><body><p>周可儿</p></body></html>"])
    expect(field).to_have_value("周可儿")


def test_a_page_pasted_into_a_text_area_keeps_its_lines(people: People) -> None:
    reviewer = people("zhou")
    reviewer.begin("联系点汇总表")
    # Any text area on a page of ours is served alike.
    reviewer.page.evaluate(
        "() => { const area = document.createElement('textarea'); area.id = 'area';"
        " document.querySelector('main').append(area); area.focus(); }"
    )
    reviewer.page.evaluate(
        PASTE, ["<h2>要点</h2><ul><li>一、核对</li><li>二、补&nbsp;报</li></ul><p>谢谢<br>周</p>", ""]
    )
    expect(reviewer.page.locator("#area")).to_have_value("要点\n一、核对\n二、补 报\n谢谢\n周")


def test_a_table_copied_from_a_page_by_hand_is_pasted_by_hand(people: People) -> None:
    """The real clipboard: Ctrl+C on a table of another page, Ctrl+V in the grid."""
    clerk = people("bai")
    clerk.begin("联系点汇总表")
    context = clerk.page.context
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    other = context.new_page()
    other.set_content(
        "<table id=t><tr><td>甲<td>委<br>员<td>13800000901<td>云溪镇团委<tr><td>乙<td>委员<td>13800000902<td>云溪镇团委</table>"
    )
    other.evaluate("getSelection().selectAllChildren(document.getElementById('t'))")
    other.keyboard.press("Control+c")
    other.close()
    clerk.page.bring_to_front()
    clerk.page.locator("tr[data-row] [name$='-name']").first.focus()
    clerk.page.keyboard.press("Control+v")
    expect(clerk.page.locator("[data-grid-note]")).to_contain_text(re.compile("已粘贴 2 行"))
    assert grid_of(clerk) == [
        ["甲", "委员", "13800000901", "云溪镇团委"],
        ["乙", "委员", "13800000902", "云溪镇团委"],
    ]
