"""组件: every macro renders, is labelled, links to what exists, stays within the policy."""

from __future__ import annotations

import re
from types import SimpleNamespace
from xml.etree.ElementTree import Element

import pytest

from tests.templates.pages import (
    EXAMPLE_FILE,
    STATIC,
    TEMPLATES,
    context,
    environment,
    example,
    fragment,
    page,
    parse,
)

EXAMPLES = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", EXAMPLE_FILE.read_text(), flags=re.M | re.S))


def controls(tree: Element) -> list[Element]:
    asking = ("input", "select", "textarea")
    return [it for it in tree.iter() if it.tag in asking and it.get("type") != "hidden"]


def ids_of(tree: Element) -> list[str]:
    return [value for it in tree.iter() if (value := it.get("id"))]


def test_every_component_has_an_example_here() -> None:
    offered = vars(environment().get_template("components/ui.html").module)
    parts = {"page", "lists", "flow", "fields", "grid"}
    assert {name for name in offered if name[0] != "_"} - parts == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_component_stays_within_the_policy_and_labels_what_it_asks(name: str) -> None:
    tree = parse(page(EXAMPLES[name]))
    for it in tree.iter():
        assert it.get("style") is None
        assert not [key for key in it.attrib if str(key).startswith("on")]
        assert it.tag != "script" or it.get("src")
        assert it.tag != "img" or it.get("alt")
    assert len(ids_of(tree)) == len(set(ids_of(tree)))
    labelled = {it.get("for") for it in tree.iter("label")}
    wrapped = {id(inner) for label in tree.iter("label") for inner in label.iter()}
    for control in controls(tree):
        assert control.get("aria-label") or control.get("id") in labelled or id(control) in wrapped


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_described_by_points_at_something(name: str) -> None:
    tree = parse(page(EXAMPLES[name]))
    known = set(ids_of(tree))
    for it in tree.iter():
        assert set((it.get("aria-describedby") or it.get("aria-labelledby") or "").split()) <= known


def test_the_error_summary_leads_to_fields_that_exist() -> None:
    tree = parse(page(EXAMPLES["form_summary"]))
    summary = next(it for it in tree.iter() if it.get("data-error-summary") is not None)
    links = [a.get("href", "") for a in summary.iter("a")]
    assert links == ["#unit", "#rows-r2-phone"]
    assert {link[1:] for link in links} <= set(ids_of(tree))


def test_the_error_summary_takes_problems_as_the_rules_give_them() -> None:
    problem = SimpleNamespace(field="rows", message="表中还没有人")
    html = fragment("{{ ui.error_summary([problem]) }}", problem=problem)
    assert '<a href="#rows">表中还没有人</a>' in html


def test_a_wrong_field_says_so_to_eye_and_ear() -> None:
    [control] = controls(parse(fragment("{{ ui.text_field(form.unit) }}")))
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "unit-error"
    assert control.get("required") is None, "a draft may be saved half filled"


def test_a_finding_beyond_the_form_shows_at_its_field_and_cell() -> None:
    wrong = {"name": "这个支部不在该团委之下", "rows-r1-name": "不在名册中"}
    calls = "{{ ui.text_field(form.name, errors=wrong) }}{{ ui.row_grid(form.rows, errors=wrong) }}"
    html = fragment(calls, wrong=wrong)
    assert 'id="name-error"' in html and 'id="rows-r1-name-error"' in html


@pytest.mark.parametrize(
    "call",
    [
        "ui.text_field(form.unit, list='units', autocomplete='off')",
        "ui.password_field(form.secret, list='units', autocomplete='off')",
        "ui.number_field(form.people, list='units', autocomplete='off')",
        "ui.file_field(form.upload, list='units', autocomplete='off')",
    ],
)
def test_what_a_page_adds_to_a_field_reaches_its_control(call: str) -> None:
    [control] = controls(parse(fragment("{{ " + call + " }}")))
    assert control.get("list") == "units" and control.get("autocomplete") == "off"


def test_a_known_value_is_text_and_not_a_box() -> None:
    tree = parse(fragment("{{ ui.text_field(form.gender, known=true) }}"))
    assert controls(tree) == []
    assert "女" in "".join(tree.itertext())
    assert [it.get("value") for it in tree.iter("input")] == ["女"]


def test_the_rows_buttons_work_as_plain_submit_buttons() -> None:
    html = fragment("{{ ui.row_grid(form.rows) }}")
    for value in ("add:rows", "up:rows:r2", "down:rows:r1", "remove:rows:r1"):
        assert re.search(rf'type="submit" name="grid" value="{value}"', html)


def test_the_row_that_is_cloned_carries_its_placeholder_everywhere() -> None:
    template = fragment("{{ ui.row_grid(form.rows) }}").split("<template")[1].split("</template>")[0]
    assert 'name="rows" value="__id__"' in template
    assert re.findall(r' (?:for|id|name)="(rows-[^"]*)"', template)
    assert all("__id__" in name for name in re.findall(r' (?:for|id|name)="(rows-[^"]*)"', template))


def test_the_enter_key_saves_rather_than_moving_a_row() -> None:
    html = page("{% call ui.form('/x', default=('save', '1')) %}{{ ui.row_grid(form.rows) }}{% endcall %}")
    assert re.findall(r'type="submit" name="(\w+)"', html)[0] == "save"


def test_the_path_reads_as_an_ordered_list_with_its_states_in_words() -> None:
    tree = parse(fragment(EXAMPLES["path_strip"]))
    steps = ["".join(it.itertext()) for it in tree.iter("li")]
    assert steps == ["填报（已办）周可儿", "审签（当前）第 2 天"]
    assert [it.get("aria-current") for it in tree.iter("li")] == [None, "step"]


def test_text_from_people_is_never_markup() -> None:
    evil = "<script>alert(1)</script>"
    calls = """{{ ui.tag(it) }}{{ ui.remark(it, it) }}{{ ui.kv([(it, it, it)]) }}{{ ui.known_value(it, it) }}
      {{ ui.timeline([{'who': it, 'what': it, 'words': it}]) }}{{ ui.entry(it, it, it) }}
      {{ ui.button(it, title=it) }}{{ ui.empty_state(it) }}{{ ui.error_summary([('a', it)]) }}
      {{ ui.chips([{'label': it}]) }}      {% call ui.panel(it, it) %}{{ it }}{% endcall %}"""
    assert "<script" not in fragment(calls, it=evil)


def test_flashed_messages_are_announced() -> None:
    html = environment(("done", "已签收"), ("back", "没有办成")).from_string("{{ ui.flashes() }}").render()
    assert 'class="callout done" role="status"' in html and 'class="callout back" role="alert"' in html


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("layout", ["page", "bare"])
def test_a_layout_names_its_language_title_and_main_place(layout: str, signed_in: bool) -> None:
    tree = parse(page("<p>正文</p>", layout, signed_in, large_text=True))
    assert tree.get("lang") == "zh-CN" and tree.get("class") == "large"
    assert [it.text for it in tree.iter("title")] == ["试页 · 团务报备"]
    assert "main" in ids_of(tree) and "alerts" in ids_of(tree)
    assert "严禁处理、存储、传输国家秘密和工作秘密" in "".join(tree.itertext())


def test_the_phones_tabs_are_made_from_the_rail() -> None:
    tree = parse(page(""))
    tabs = next(it for it in tree.iter("nav") if it.get("class") == "tabs")
    assert [next(a.itertext()).strip() for a in tabs.iter("a")] == ["工作台", "填报", "审核", "档案", "更多"]


@pytest.mark.parametrize("name", ["403", "404", "409", "413", "500", "503", "refusal"])
def test_an_error_page_says_its_sentence_where_the_script_finds_it(name: str) -> None:
    values = {**context(), "sentence": "第 2 行联系方式有误", "back_url": "/back"}
    html = environment().get_template(f"errors/{name}.html").render(values)
    assert "<p data-refusal>第 2 行联系方式有误</p>" in html
    assert len(re.findall("<h1", html)) == 1


def test_the_page_for_a_fault_needs_neither_user_nor_navigation() -> None:
    assert "没有办成" in environment().get_template("errors/500.html").render()


def test_every_icon_that_is_used_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "icons.svg").read_text()))
    used = {
        name
        for file in TEMPLATES.rglob("*.html")
        for name in re.findall(r"icon(?:_name=|\()'(\w+)'|icons\.svg'\) \}\}#(\w+)", file.read_text())
        for name in name
        if name
    }
    promised = "desk fill sign review archive more bell people link seal calendar user back print download"
    assert used | set(promised.split()) <= drawn


def test_the_example_form_is_wrong_where_these_tests_expect_it() -> None:
    form = example()
    assert form.unit.errors and dict(form.rows.rows)["r2"].errors and not dict(form.rows.rows)["r1"].errors
