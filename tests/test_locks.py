"""The lock files: what is installed is what was reviewed, from whichever mirror it comes.

A lock names every package in one version with its hashes, and no address: offices install from mirrors
of their own. `make lock` remakes all of them.
"""

import json
import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from flit_core import buildapi
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGE_JSON = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
PACKAGE_LOCK = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
PYTHON_LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]

RUNTIME = PROJECT["project"]["dependencies"]
DEVELOPMENT = PROJECT["project"]["optional-dependencies"]["dev"]
BUILD = PROJECT["build-system"]["requires"]
NODE = PROJECT["dependency-groups"]["node"]


def locked(name: str) -> dict[str, tuple[str, int]]:
    """Read a lock file: package name → (version, how many hashes)."""
    entries = {}
    for entry in re.split(r"\n(?=[A-Za-z0-9])", (ROOT / name).read_text(encoding="utf-8")):
        if pinned := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", entry):
            hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)
            entries[canonicalize_name(pinned[1])] = (pinned[2], len(hashes))
    return entries


def missing_from(lock: str, requirements: list[str]) -> list[str]:
    """List the requirements that the lock does not hold, or holds in a version they do not allow."""
    entries = locked(lock)
    absent = ("", 0)
    return [
        str(wanted)
        for wanted in map(Requirement, requirements)
        if not wanted.specifier.contains(entries.get(canonicalize_name(wanted.name), absent)[0] or "0.dev0")
    ]


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_a_python_lock_names_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert not re.findall(r"\S+://\S+|^\s*(?:-i|-f|--[a-z-]*index-url|--find-links).*", text, re.MULTILINE)


def test_the_npm_lock_says_of_no_package_where_it_was_fetched():
    assert [path for path, package in PACKAGE_LOCK["packages"].items() if "resolved" in package] == []


def test_the_npm_lock_names_no_address():
    assert "://" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_locked_python_package_has_a_hash(name):
    entries = locked(name)

    assert entries
    assert [package for package, (_, hashes) in entries.items() if hashes == 0] == []


def test_every_locked_npm_package_has_a_hash():
    fetched = {path: package for path, package in PACKAGE_LOCK["packages"].items() if path}

    assert fetched
    assert [path for path, package in fetched.items() if not package["integrity"].startswith("sha512-")] == []


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.txt", RUNTIME),
        ("requirements.txt", BUILD),
        ("requirements-dev.txt", RUNTIME + DEVELOPMENT + BUILD),
        ("requirements-node.txt", NODE),
    ],
    ids=["runtime", "build", "development", "node"],
)
def test_every_requirement_is_locked_in_a_version_it_allows(lock, requirements):
    assert missing_from(lock, requirements) == []


def test_the_tests_run_on_the_versions_that_the_office_runs():
    tested = locked("requirements-dev.txt")
    installed = locked("requirements.txt")

    assert {name: tested.get(name) for name in installed} == installed


def test_package_json_and_its_lock_agree():
    assert PACKAGE_LOCK["packages"][""]["dependencies"] == PACKAGE_JSON["dependencies"]


def test_htmx_stays_on_the_release_whose_headers_flask_htmx_reads():
    assert PACKAGE_LOCK["packages"]["node_modules/htmx.org"]["version"].startswith("2.")


def test_a_built_wheel_carries_the_style_sheet_that_git_does_not(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)

    names = zipfile.ZipFile(tmp_path / buildapi.build_wheel(str(tmp_path))).namelist()

    assert {
        "youthwork/static/vendor/bootstrap.min.css",
        "youthwork/static/vendor/htmx.min.js",
    } <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "instance/", "node_modules/"))]
