"""The docs cannot lie: commands run as written, generated pages are fresh, links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Final

import click
import pytest
import yaml
from docx import Document

from reporter.cli import cli, main
from reporter.errors import CODES
from reporter.i18n import speaking
from reporter.incident import json_schema
from reporter.intake.exporters import known_exporters
from reporter.metrics import DEFINITIONS
from tools.manual.__main__ import MANUAL, PAGES, pages, stale
from tools.manual.markup import code, heading, page, plain, table

ROOT: Final = Path(__file__).parents[1]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS: Final = ("README.md", "CHANGELOG.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))

_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def blocks(text: str, kind: str = "sh") -> list[str]:
    """The lines of all fenced blocks of that kind, in order."""
    return [line for found, block in _BLOCK.findall(text) if found == kind for line in block.splitlines()]


def commands(lines: list[str]) -> list[list[str]]:
    """The `reporter` commands among `lines`, as words."""
    return [shlex.split(line) for line in lines if line.startswith("reporter ")]


# The README -----------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The present folder: an export, two documents, and git with a remote, as `reporter publish` needs it."""
    folder, remote = tmp_path / "资料", tmp_path / "remote.git"
    folder.mkdir()
    for argv in (
        ["init", "--quiet", "--bare", str(remote)],
        ["init", "--quiet", "--initial-branch=main", str(folder)],
        ["-C", str(folder), "remote", "add", "origin", str(remote)],
    ):
        subprocess.run([which("git") or "git", *argv], check=True)
    export = "正文,发布时间,平台\n退款三天没有回复,2024-05-03 10:20,微博\n客服态度很好,2024-05-03 11:05,微博\n"
    (folder / "微博导出.csv").write_text(export, encoding="utf-8")
    for name in ("处置小结.docx", "定稿.docx"):
        document = Document()
        document.add_paragraph("一周内相关讨论超过200万条，满意度由6.2分升至7.0分。")
        document.save(str(folder / name))
    monkeypatch.chdir(folder)
    return folder


def test_the_commands_of_the_readme_run_as_they_are_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first five minutes decide; a command that fails there is never tried again."""
    form = project / "incidents" / "2024-05-x" / "incident.yml"
    for words in commands(blocks(README)):
        monkeypatch.setattr(sys, "argv", words)

        with pytest.raises(SystemExit) as stop:
            main()

        said = capsys.readouterr()
        assert stop.value.code == 0, f"{words}\n{said.err}"
        assert said.out.strip(), words
        if words[1] == "build":  # the README: once the leaders have approved it
            approved = form.read_text(encoding="utf-8").replace("classification: 内部资料", "classification: 公开")
            form.write_text(approved, encoding="utf-8")
    assert (project / "site" / "index.html").is_file()


def test_the_readme_tells_the_whole_first_report() -> None:
    """Every command a first report takes stands in a block that the test above runs."""
    told = {words[1] for words in commands(blocks(README))}

    assert told == {"new", "check", "build", "publish", "share", "inspect", "draft", "claims"}
    # The first never ends, the others need posts: they stand in sentences and not in a block.
    assert all(f"reporter {name}" in README for name in ("serve", "label", "freeze"))


def makefile_installs() -> list[str]:
    """What the Makefile installs, as pip's arguments."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    return [line.partition("$(PIP) ")[2] for line in lines if "$(PIP) " in line]


def test_windows_installs_what_make_installs() -> None:
    """Windows has no make; its lines are the Makefile's, in the same order, hashes included."""
    lines = blocks(README, "bat")
    installs = [line.partition(" -m pip install ")[2] for line in lines if " -m pip install " in line]

    assert installs == makefile_installs()
    assert lines[-1] == r".venv\Scripts\reporter build"


def test_make_has_every_target_the_readme_names() -> None:
    """`make site` and `make test` are the two commands everybody starts with."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"\bmake ([a-z]+)\b", README)

    assert {"site", "test"} <= set(named) <= set(targets)


# The manual -----------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_says_what_the_code_says(name: str) -> None:
    """A field, code or option that was added or dropped is in the manual the same day."""
    assert name not in stale(), "run `make docs`"


def test_generated_pages_name_everything_there_is() -> None:
    """The generator leaves nothing out: checked against the lists themselves."""
    made = pages()

    assert all(f"`{name}`" in made["2-incident.md"] for record in records() for name in record)
    assert all(f"`{known.id}`" in made["3-posts.md"] for known in known_exporters())
    assert all(f"`{definition.id}`" in made["4-metrics.md"] for definition in DEFINITIONS)
    assert all(f"**{name}**" in made["8-errors.md"] for name in CODES)
    options = {name for command in every_command().values() for one in command.params for name in one.opts}
    assert all(f"`{name}`" in made["7-commands.md"] for name in options if name.startswith("--"))


def every_command() -> dict[str, click.Command]:
    """Every command by the words that call it, those of groups too."""
    found = dict(cli.commands)
    for name, command in cli.commands.items():
        if isinstance(command, click.Group):
            found |= {f"{name} {below}": one for below, one in command.commands.items()}
    return found


def records() -> Iterator[list[str]]:
    """The field names of the incident itself, the only ones without a path before them."""
    yield [name for name, node in json_schema()["properties"].items() if node.get("type") == "string"]


def test_pages_do_not_depend_on_the_language_of_whoever_makes_them() -> None:
    """`make docs` on an English machine changes nothing."""
    here = pages()

    with speaking("en"):
        assert pages() == here


def test_no_generated_sentence_is_left_in_english() -> None:
    """A missing translation would reach the reader as an English key."""
    prose = re.compile(r"(?<![`\w/.-])[A-Za-z]+(?: [a-z]+){3,}")

    for name, text in pages().items():
        # The glossary's last column and the catalogue's English names are English on purpose.
        words = re.sub(r"`[^`]*`|英文：[^；]*；|^ {4}.*$|\| [a-z -]+ \|$", "", text, flags=re.MULTILINE)
        assert not prose.findall(words), name


@pytest.mark.parametrize("path", sorted(MANUAL.glob("*.md")), ids=lambda path: path.name)
def test_a_page_of_the_manual_has_a_title_and_a_sentence_about_itself(path: Path) -> None:
    """Contents, search and chats show both."""
    start, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = yaml.safe_load(front)

    assert start == ""
    assert meta["title"]
    assert meta["description"].endswith("。")
    assert f"# {meta['title']}\n" in body


@pytest.mark.parametrize("path", sorted(MANUAL.glob("*.md")), ids=lambda path: path.name)
def test_the_manual_has_no_fenced_code(path: Path) -> None:
    """The site's Markdown knows indented code only; a fence would run into one line."""
    assert "```" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(MANUAL.glob("*.md")), ids=lambda path: path.name)
def test_commands_shown_in_the_manual_exist(path: Path) -> None:
    """A command or option that was renamed is renamed here, too."""
    text = path.read_text(encoding="utf-8")
    shown = re.findall(r"(?:^ {4}|`)reporter ([a-z]+)([^`\n]*)", text, re.MULTILINE)

    for name, rest in shown:
        below = f"{name} {rest.split()[0]}" if rest.split() else name
        command = every_command().get(below, cli.commands[name])
        # The first word behind a group that is no command of its own is an incident.
        command = every_command().get(f"{name} show", command) if isinstance(command, click.Group) else command
        known = {opt for one in command.params for opt in one.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known | {"--help"}, (name, rest)


# Links ----------------------------------------------------------------------


def anchors(text: str) -> set[str]:
    """The addresses inside a page of the manual."""
    return set(re.findall(r"\{: #([\w-]+) \}", text))


@pytest.mark.parametrize("path", sorted(MANUAL.glob("*.md")), ids=lambda path: path.name)
def test_no_link_of_the_manual_leads_nowhere(path: Path) -> None:
    """Pages link to each other by file name, to the site's own files, and to nothing outside."""
    for link in _LINK.findall(path.read_text(encoding="utf-8")):
        target, _hash, anchor = link.partition("#")
        if target.startswith("../"):
            assert target in {"../schemas/incident.schema.json", "../schemas/report.schema.json"}, link
            continue
        other = MANUAL / target if target else path
        assert other.is_file(), link
        assert not anchor or anchor in anchors(other.read_text(encoding="utf-8")), link


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_link_of_a_document_leads_nowhere(name: str) -> None:
    """README, changelog and docs point at files of the repository."""
    document = ROOT / name

    for link in _LINK.findall(document.read_text(encoding="utf-8")):
        if not link.startswith(("http://", "https://", "#")):
            assert (document.parent / link.partition("#")[0]).exists(), link


# The pieces -----------------------------------------------------------------


def test_a_page_joins_wrapped_chinese_and_leaves_code_alone() -> None:
    """A browser shows the end of a wrapped line as a space, which Chinese does not have."""
    made = page("题", "述。", "前半句，\n后半句", "    代码甲\n    代码乙")

    assert "前半句，后半句" in made
    assert "    代码甲\n    代码乙" in made


def test_marks_of_markdown_are_shown_and_not_obeyed() -> None:
    """A help text with `<project>` or a bar must not make an element or a column."""
    assert plain("<项目>|a_b*c*") == r"&#60;项目&#62;&#124;a\_b\*c\*"
    assert table(("甲",), [("乙",)]) == "| 甲 |\n| --- |\n| 乙 |"
    assert heading("字", "a", 3) == "### 字 {: #a }"


def test_code_that_would_break_a_table_is_refused() -> None:
    """A bar inside backticks still ends the cell."""
    with pytest.raises(ValueError, match=r"a\|b"):
        code("a|b")
