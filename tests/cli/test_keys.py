"""`youthwork keys`, `init` and the passphrase: what an administrator at the terminal meets."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import Run

INIT = ("init", "--organization", "团云溪县委", "--code", "云青", "--administrator", "周可儿")


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line of somebody who has set no passphrase yet."""
    monkeypatch.delenv("YOUTHWORK_KEY_PASSPHRASE")
    monkeypatch.delenv("YOUTHWORK_NEW_KEY_PASSPHRASE", raising=False)
    return run


def passphrase_in(words: str) -> str:
    found = re.search(r"密钥口令：(\w{32})", words)
    assert found is not None
    return found[1]


def test_a_new_instance_without_a_passphrase_is_given_one_once(run: Run) -> None:
    first = run(*INIT)
    assert first.code == 0 and passphrase_in(first.out)
    assert "密钥口令：" not in run("init").out


def test_a_new_instance_with_a_passphrase_is_not_told_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUTHWORK_KEY_PASSPHRASE", "a passphrase of the tests")
    assert "a passphrase of the tests" not in run(*INIT).out


def test_the_site_does_not_start_without_the_passphrase(run: Run) -> None:
    run(*INIT)
    outcome = run("serve")
    assert outcome.code == 1
    assert "YOUTHWORK_KEY_PASSPHRASE" in outcome.err


def test_the_site_does_not_start_with_a_wrong_passphrase(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run(*INIT)
    monkeypatch.setenv("YOUTHWORK_KEY_PASSPHRASE", "another passphrase")
    outcome = run("serve")
    assert outcome.code == 1
    assert "口令不对" in outcome.err


def test_after_a_change_only_the_new_passphrase_opens(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUTHWORK_KEY_PASSPHRASE", passphrase_in(run(*INIT).out))
    changed = run("keys", "passphrase", "--new", "the second passphrase")
    assert changed.code == 0 and "已更换" in changed.out
    assert "口令不对" in run("serve").err
    monkeypatch.setenv("YOUTHWORK_KEY_PASSPHRASE", "the second passphrase")
    assert run("keys", "passphrase", "--new", "the third passphrase").code == 0


def test_a_new_passphrase_too_short_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUTHWORK_KEY_PASSPHRASE", passphrase_in(run(*INIT).out))
    outcome = run("keys", "passphrase", "--new", "short")
    assert outcome.code == 1 and "至少要 12 个" in outcome.err


def test_an_unknown_key_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUTHWORK_KEY_PASSPHRASE", passphrase_in(run(*INIT).out))
    for command in ("renew", "revoke"):
        outcome = run("keys", command, "0000000000000000")
        assert outcome.code == 1 and "没有密钥 0000000000000000" in outcome.err


@pytest.mark.parametrize("command", ["list", "renew", "revoke", "passphrase"])
def test_the_help_of_a_key_command_is_chinese_and_has_an_example(run: Run, command: str) -> None:
    outcome = run("keys", command, "--help")
    assert outcome.code == 0
    assert f"例：youthwork keys {command}" in outcome.out
    for english in ("Usage", "Options", "Show this message", "TEXT"):
        assert english not in outcome.out
