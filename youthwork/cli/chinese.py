"""命令行的中文: click's own words, which are English, on their way to the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import east_asian_width

import click

_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
_METAVARS = {"TEXT": "文字", "PATH": "路径", "INTEGER": "数", "FILE": "文件"}


class ChineseFormatter(click.HelpFormatter):
    """帮助 with Chinese headings and placeholders."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        words = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]…")
        super().write_usage(prog, words, "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        lines = [(_term(first), _words(second)) for first, second in rows]
        wide = max((_width(term) for term, _ in lines), default=0) + col_spacing
        for term, words in lines:
            gap = " " * (wide - _width(term))
            self.write(f"{'':>{self.current_indent}}{term}{gap}{words}\n")


class ChineseContext(click.Context):
    """A context whose help is Chinese."""

    formatter_class = ChineseFormatter


def _term(text: str) -> str:
    return re.sub(r"\b(TEXT|PATH|INTEGER|FILE)\b", lambda found: _METAVARS[found[0]], text)


def _words(text: str) -> str:
    """The help text without click's notes on ranges, which the text itself says."""
    translated = text.replace("Show this message and exit.", "显示说明后退出。").replace(
        "[required]", "（必填）"
    )
    return re.sub(r"\s*\[[^]]*<=x[^]]*\]", "", translated)


def _width(text: str) -> int:
    """Columns on the screen: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def sentence_for(wrong: click.UsageError) -> str:
    """What is wrong with the command line, as a Chinese sentence."""
    if isinstance(wrong, click.NoSuchOption):
        near = f"，是不是 {'、'.join(wrong.possibilities)}" if wrong.possibilities else ""
        return f"没有 {wrong.option_name} 这个选项{near}"
    if isinstance(wrong, click.MissingParameter):
        return f"缺少 {_name(wrong)}"
    if isinstance(wrong, click.BadOptionUsage):
        return f"选项 {wrong.option_name} 后面要写一个值"
    if isinstance(wrong, click.BadParameter):
        return f"{_name(wrong)} 的值不对" + _expected(wrong)
    if _is_chinese(wrong.message):
        return wrong.message.rstrip("。")
    return f"命令写得不对（{wrong.message}）"


def _expected(wrong: click.BadParameter) -> str:
    kind = wrong.param.type if wrong.param else None
    if isinstance(kind, click.IntRange):
        return f"，要写 {kind.min} 到 {kind.max} 之间的整数"
    if isinstance(kind, click.Choice):
        return f"，可以是 {'、'.join(map(str, kind.choices))}"
    return f"：{wrong.message}" if _is_chinese(wrong.message) else ""


def _name(wrong: click.BadParameter) -> str:
    if wrong.param is None:
        return wrong.param_hint if isinstance(wrong.param_hint, str) else "参数"
    return (
        "/".join(wrong.param.opts)
        if wrong.param.param_type_name == "option"
        else wrong.param.make_metavar(wrong.ctx or click.Context(click.Command("youthwork")))
    )


def _is_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None
