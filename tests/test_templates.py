"""模板: no script or style inside, nothing unused, every form guarded, every address known, every word Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from tests.conftest import make_app

PACKAGE = Path(__file__).parent.parent / "youthwork"
TEMPLATES = PACKAGE / "templates"
ALL = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
#: What is printed stands in no browser's address bar and under no policy of a page.
PAPER = ("annexes/", "letters/", "registers/", "layouts/paper.html")
SCREENS = [name for name in ALL if not name.startswith(PAPER)]
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
#: Names of things that have no Chinese one.
FOREIGN = {
    "PDF",
    "Excel",
    "Word",
    "WPS",
    "docx",
    "xls",
    "JPG",
    "PNG",
    "MB",
    "xlsx",
    "XLSX",
    "SHA",
    "Ctrl",
    "Esc",
}

every_screen = pytest.mark.parametrize("name", SCREENS)
every_template = pytest.mark.parametrize("name", ALL)


def source(name: str) -> str:
    """The template without its comments."""
    return re.sub(r"\{#.*?#\}", "", (TEMPLATES / name).read_text(encoding="utf-8"), flags=re.DOTALL)


@every_screen
def test_a_screen_has_no_script_or_style_of_its_own(name: str) -> None:
    text = source(name)
    assert not re.findall(r"<style", text), "styles stand in static/*.css"
    assert not re.findall(r"\sstyle\s*=", text), "an inline style"
    assert not re.findall(r"<script(?![^>]*\ssrc=)", text), "an inline script"
    assert not re.findall(r"\son[a-z]+\s*=\s*[\"']", text), "a script in an attribute"
    assert "javascript:" not in text and "hx-on" not in text
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", text), "everything comes from this server"


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith(PAPER)])
def test_a_printed_face_has_no_script_or_style_of_its_own(name: str) -> None:
    assert not re.findall(r"<script|<style|\sstyle\s*=", source(name))


#: The annexes' faces are chosen by their annex (tests/forms), the components gathered in components/ui.html.
@pytest.mark.parametrize("name", [name for name in ALL if not name.startswith(("annexes/", "components/"))])
def test_a_template_is_used(name: str) -> None:
    named = {f'"{name}"', f"'{name}'"}
    everywhere = SOURCES + "".join(source(other) for other in ALL if other != name)
    assert any(each in everywhere for each in named), f"{name} is rendered, included or extended nowhere"


@every_screen
def test_a_form_says_where_it_goes_and_a_posting_one_has_its_token(name: str) -> None:
    text = source(name)
    for form in re.findall(r"<form\b.*?</form>", text, flags=re.DOTALL):
        assert " action=" in form, f"a form without action in {name}"
        if re.search(r"method=\"post\"", form):
            assert 'name="csrf_token"' in form, f"a form without its token in {name}: {form[:120]}"


@every_template
def test_every_address_in_a_template_exists(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    endpoints = _endpoints(tmp_path_factory)
    for endpoint in re.findall(r"url_for\(\s*['\"]([^'\"]+)['\"]", source(name)):
        assert endpoint in endpoints, f"{name} names {endpoint!r}"


_KNOWN: set[str] = set()


def _endpoints(place: pytest.TempPathFactory) -> set[str]:
    if not _KNOWN:
        _KNOWN.update(rule.endpoint for rule in make_app(place.mktemp("routes")).url_map.iter_rules())
    return _KNOWN


def test_every_address_in_the_blueprints_exists(tmp_path_factory: pytest.TempPathFactory) -> None:
    known = _endpoints(tmp_path_factory)
    for path in (PACKAGE / "blueprints").glob("*.py"):
        for endpoint in re.findall(r"url_for\(\s*['\"]([^'\"]+)['\"]", path.read_text(encoding="utf-8")):
            full = {endpoint, f"{path.stem}{endpoint}", f"organizations.{path.stem}{endpoint}"}
            assert full & known, f"{path.name} names {endpoint!r}"


@every_template
def test_a_person_reads_no_english(name: str) -> None:
    words = set(re.findall(r"[A-Za-z]{2,}", " ".join(_texts(name)))) - FOREIGN
    assert not words, f"{name} shows {words}"


def _texts(name: str) -> list[str]:
    """What the template itself writes between tags, and in the attributes that are read out or shown."""
    tree = make_environment().parse((TEMPLATES / name).read_text(encoding="utf-8"))
    written = "\x00".join(
        part.data
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
        if isinstance(part, nodes.TemplateData)
    )
    shown = re.findall(r"(?:title|aria-label|placeholder|alt)=\"([^\"]*)\"", written)
    between = re.sub(r"<[^>]*>?", " ", re.sub(r"<(script|style)\b.*?</\1>", " ", written, flags=re.DOTALL))
    plain = [text for text in re.split(r"[\x00\n]", between) if re.search(r"[\u4e00-\u9fff]", text)]
    return [re.sub(r"[\w-]+=\"[^\"]*\"?|&\w+;", " ", text) for text in (*plain, *shown)]


def make_environment() -> object:
    from jinja2 import Environment

    return Environment(autoescape=True)


@every_screen
def test_a_screen_extends_a_layout_or_is_a_part(name: str) -> None:
    part = Path(name).name.startswith("_") or name.startswith(("components/", "layouts/"))
    assert part or re.match(r"\s*\{%-? extends \"layouts/(page|bare)\.html\"", source(name)), name
