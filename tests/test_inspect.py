"""`reporter inspect`: the first command an analyst runs; it tells everything and changes nothing unasked."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from reporter import cli
from reporter.errors import UserError
from reporter.i18n import speaking
from reporter.inspection import Grid, accept, as_json, as_text, blocks, look, painted
from reporter.inspection.tell import COLUMNS
from reporter.intake.exporter import FIELDS
from reporter.load import load_incident, read_yaml
from tests.projects import write_incident
from tests.soak import examples

KEYS = {"format", "encoding", "exporter", "mapping", "balance", "rejects", "span", "platforms", "warnings"}

HEADER = "标题,内容摘要,发布日期,来源网站,作者,点赞量,备注"
ROWS = (
    "退款太慢,客服不回复 13912345678,2021/6/18 10:00,微博,张三丰,12,x",
    "门店关了,去了没人,2021/6/18 11:00,抖音,李四,1.2万,y",
    "太多列,a,2021/6/18 12:00,抖音,王五,1,y,z,w",
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def export(folder: Path, name: str = "清博导出.csv", header: str = HEADER, rows: tuple[str, ...] = ROWS) -> Path:
    """An export of a maker nobody knows."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def told(path: Path, project: Path) -> str:
    """What the command prints where there is no terminal."""
    return as_text(blocks(look(path, project)))


# What it says -----------------------------------------------------------------


def test_json_has_exactly_the_promised_keys_and_the_balance_holds(tmp_path: Path) -> None:
    """Other programs read it; every row is somewhere."""
    data = as_json(look(export(tmp_path), tmp_path))

    assert data.keys() == KEYS
    assert data["balance"] == {"read": 3, "used": 2, "merged": 0, "rejected": 1}
    assert data["rejects"] == [{"line": 4, "reason": "width"}]
    assert data["mapping"]["text"] == "内容摘要"
    assert sorted(data["platforms"]) == ["douyin", "weibo"]


def test_an_address_is_looked_at_like_a_path(tmp_path: Path) -> None:
    """Who gets a link wants to see what is there before a report is built on it; nothing of it stays here."""
    path = export(tmp_path / "in", "a.csv")
    url = f"file://{path.parent.as_posix()}/a.csv"
    alone = look(url, tmp_path)
    export(tmp_path / "in", "b.csv")

    several = look(f"file://{path.parent.as_posix()}/*.csv", tmp_path)

    assert as_json(alone) == as_json(look(path, tmp_path))
    assert list(as_json(several)) == ["a.csv", "b.csv"]
    assert f"reporter draft {url}" in as_text(blocks(alone))


def test_an_address_that_gives_nothing_is_told_without_its_key(tmp_path: Path) -> None:
    """As in incident.yml, by the same codes."""
    codes = {}
    for url in (f"file://{tmp_path.as_posix()}/none.csv", "ftp://host/a.csv", "https://me:geheim@host/a.csv"):
        with pytest.raises(UserError) as stop:
            look(url, tmp_path)
        codes[url.partition(":")[0]] = stop.value.problems[0].code
        assert "geheim" not in f"{stop.value}{stop.value.problems[0].hint}"

    assert codes == {"file": "R211", "ftp": "R210", "https": "R210"}


def test_a_folder_is_one_object_for_each_file(tmp_path: Path) -> None:
    """Aggregates would hide which file is the broken one."""
    export(tmp_path / "all", "a.csv")
    export(tmp_path / "all" / "deep", "b.csv")

    data = as_json(look(tmp_path / "all", tmp_path))

    assert list(data) == ["a.csv", "deep/b.csv"]
    assert all(one.keys() == KEYS for one in data.values())


def test_it_ends_with_what_to_do_next_and_shows_nobody(tmp_path: Path) -> None:
    """The last line is one sentence; numbers and account names are masked."""
    words = told(export(tmp_path), tmp_path)

    assert words.splitlines()[-1].startswith("Next: ")
    assert "reporter draft" in words.splitlines()[-1]
    assert "13912345678" not in words
    assert "张三丰" not in words
    assert "张***" in words


@pytest.mark.parametrize(
    ("content", "step"),
    [
        (b"%PDF-1.4 nothing", "export the file anew"),
        (b"", "export the file anew"),
        (b"a,b,c\n1,2,3\n", "which column is which"),
    ],
    ids=["a picture of a table", "empty", "no column known"],
)
def test_a_file_that_cannot_be_read_says_so_and_what_to_do(tmp_path: Path, content: bytes, step: str) -> None:
    """The first export of a new user is often the wrong one."""
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    found = look(path, tmp_path)

    assert found.broken
    assert step in as_text(blocks(found)).splitlines()[-1]
    assert as_json(found)["warnings"]


def test_every_canonical_column_has_a_word() -> None:
    """A column added to the readers is a column somebody will look for in the table."""
    assert COLUMNS.keys() == set(FIELDS)


def test_nothing_there_is_a_plain_error(tmp_path: Path) -> None:
    """No traceback for a slip of the finger."""
    with pytest.raises(UserError) as caught:
        look(tmp_path / "gone.csv", tmp_path)

    assert [found.code for found in caught.value.problems] == ["R005"]


@settings(max_examples=examples(12))
@given(st.text(min_size=1, max_size=30).filter(lambda cell: cell.strip() and not set(cell) & set('",\r\n')))
def test_no_cell_is_read_as_markup_or_moves_the_cursor(tmp_path_factory: pytest.TempPathFactory, cell: str) -> None:
    """A post may hold [red], an escape sequence, a bell; columns stay aligned and nothing raises."""
    folder = tmp_path_factory.mktemp("x")
    rows = (f"[bold]{cell}[/x]\x1b[31m,正文,2021/6/18 10:00,微博,某人,1,y",)
    path = folder / "a.csv"
    path.write_bytes("\n".join([HEADER, *rows, ""]).encode("utf-8", "surrogatepass"))
    out = io.StringIO()
    console = Console(file=out, width=60, force_terminal=True, color_system=None, markup=False, emoji=False)

    found = look(path, folder)
    for part in painted(blocks(found)):
        console.print(part)

    plain = as_text(blocks(found))
    assert "\x1b" not in plain
    assert "\x1b" not in out.getvalue()
    assert "[bold]" in plain


def test_a_long_path_is_never_cut(tmp_path: Path) -> None:
    """A path that ends in … cannot be copied."""
    path = export(tmp_path / ("很长的文件夹名" * 8), "微博热搜导出结果.csv")
    out = io.StringIO()
    console = Console(file=out, width=40, force_terminal=True, color_system=None)

    for part in painted(blocks(look(path, tmp_path))):
        console.print(part)

    assert path.as_posix() in "".join(line.rstrip() for line in out.getvalue().splitlines())


def test_it_prints_on_a_chinese_windows_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """cp936 has no emoji and no box drawing of every kind; the command must not die of one."""
    path = export(tmp_path, rows=("😀𠮷,正文✓,2021/6/18 10:00,微博,某人,1,y",))
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, "cp936"))
    monkeypatch.setattr("sys.argv", ["reporter", "inspect", str(path)])

    with pytest.raises(SystemExit) as stop:
        cli.main()

    assert stop.value.code == 0
    assert "内容摘要" in raw.getvalue().decode("cp936")


def test_columns_of_a_table_stand_under_each_other(tmp_path: Path) -> None:
    """A Chinese character is two cells wide."""
    parts = list(blocks(look(export(tmp_path), tmp_path)))
    (grid,) = [part for part in parts if isinstance(part, Grid)]
    lines = as_text([grid]).splitlines()

    starts = [
        line.encode("gb18030").index(f" {row[2]} ".encode("gb18030"))
        for line, row in zip(lines[1:], grid.rows, strict=True)
    ]
    assert len(set(starts)) == 1


# Accepting ----------------------------------------------------------------------


def accepted(tmp_path: Path, text: str | None, *, codec: str = "utf-8") -> tuple[Path, bytes, bool]:
    """An incident whose file is `text` (its posts part appended), after accepting an export: file, before, written."""
    source = write_incident(tmp_path, "shop") / "incident.yml"
    if text is not None:
        source.write_bytes((source.read_text(encoding="utf-8") + text).encode(codec))
    before = source.read_bytes()
    (file,) = look(export(tmp_path / "in"), tmp_path, "shop").files
    return source, before, accept(file, tmp_path, "shop")


FORMS = {
    "no posts": None,
    "a comment behind": "# 结尾的说明\n",
    "posts empty": "posts:\n",
    "posts with a query": "posts:\n    # 检索式\n    query: 退款  # 9月\n    quotes: none\nlanguage: zh\n",
    "mappings empty": "posts:\n  mappings: []\n  query: x\n",
    "one mapping": "posts:\n  query: x\n  mappings:\n  - files: other.csv\n    columns: {text: 正文}\n# 完\n",
    "a deeper mapping": "posts:\n  mappings:\n      # 注\n      - files: o.csv\n        columns:\n          text: a\n",
    "windows": "posts:\r\n  query: x\r\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_accepting_only_adds_lines(tmp_path: Path, form: str) -> None:
    """Comments, order and every line of the analyst stay; the mapping is there and is used."""
    source, before, written = accepted(tmp_path, FORMS[form])
    after = source.read_bytes()
    rows = after.decode().splitlines()

    assert written
    incident = load_incident(source.parent, tmp_path).incident
    assert incident.posts.mappings[0].columns["text"] == "内容摘要"
    kept = [row for row in before.decode().splitlines() if row.strip() and "mappings: []" not in row]
    left = iter(rows)
    assert all(row in left for row in kept), "a line is gone or stands elsewhere"
    assert (b"\r\n" in after) == (b"\r\n" in before)


def test_accepting_twice_changes_nothing(tmp_path: Path) -> None:
    """It is the same answer to the same question."""
    source, _before, _written = accepted(tmp_path, None)
    once = source.read_bytes()
    (file,) = look(tmp_path / "in" / "清博导出.csv", tmp_path, "shop").files

    assert file.exporter == "mapping"
    assert not accept(file, tmp_path, "shop")
    assert source.read_bytes() == once


def test_the_file_keeps_its_encoding(tmp_path: Path) -> None:
    """Notepad on an old Chinese Windows writes GBK; the file must not change under its editor."""
    source, before, _written = accepted(tmp_path, "# 说明\n", codec="gb18030")

    assert before.decode("gb18030").rstrip() in source.read_bytes().decode("gb18030")


@pytest.mark.parametrize("text", ["posts: {query: x}\n", "posts: {mappings: [{files: y, columns: {text: z}}]}\n"])
def test_what_cannot_be_inserted_into_is_refused_with_the_lines_to_paste(tmp_path: Path, text: str) -> None:
    """A guess at somebody's YAML could lose a comment; the analyst pastes the lines."""
    source = write_incident(tmp_path, "shop") / "incident.yml"
    with source.open("a", encoding="utf-8") as stream:
        stream.write(text)
    before = source.read_bytes()
    (file,) = look(export(tmp_path / "in"), tmp_path, "shop").files

    with pytest.raises(UserError) as caught:
        accept(file, tmp_path, "shop")

    (found,) = caught.value.problems
    assert found.code == "R101"
    pasted = found.hint.partition("\n")[2]
    assert read_yaml(pasted.encode(), "x").data["posts"]["mappings"][0]["columns"]["text"] == "内容摘要"
    assert source.read_bytes() == before


@given(st.text(min_size=1, max_size=12))
def test_any_column_name_survives_the_writing(name: str) -> None:
    """Column names hold colons, quotes, line separators, brackets."""
    from reporter.load.insert import quoted_words

    cleaned = name.encode("utf-8", "ignore").decode()
    assert read_yaml(f"a: {quoted_words(cleaned)}\n".encode(), "x").data == {"a": cleaned}


def test_the_command_prints_json_alone_on_stdout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written is told on stderr."""
    write_incident(tmp_path, "shop")
    path = export(tmp_path / "in")
    arguments = ["inspect", str(path), "--project", str(tmp_path), "--accept", "shop", "--json"]
    monkeypatch.setattr("sys.argv", ["reporter", *arguments])

    with pytest.raises(SystemExit) as stop:
        cli.main()

    out, err = capsys.readouterr()
    assert stop.value.code == 0
    assert json.loads(out).keys() == KEYS
    assert "incidents/shop/incident.yml" in err
