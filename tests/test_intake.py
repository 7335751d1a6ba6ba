"""Posts files of any maker become one table, and no row is missing from the balance."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from reporter.errors import Severity
from reporter.intake import FileBalance, PostsRead, write_rejects
from reporter.intake.exporters import exporter_of, known_exporters
from tests.intake_files import SEARCH, a_search_row, csv_text, posts_of, reading, written
from tests.soak import examples

SHARED = Path(__file__).parents[2] / "shared" / "data"
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the real exports are not here")


def balanced(read: PostsRead) -> bool:
    """Whether every file's rows are accounted for, one by one."""
    return all(f.read == f.used + f.merged + f.rejected for f in read.files) and (
        sum(f.used for f in read.files) == read.rows and sum(f.rejected for f in read.files) == len(read.rejects)
    )


def only(read: PostsRead) -> FileBalance:
    """The balance of the one file."""
    (balance,) = read.files
    return balance


# --- the law -------------------------------------------------------------------------------

CELLS = st.text(alphabet='价格不一样,"\n\r\t\0 ab1😀', max_size=12)
ROWS = st.lists(st.lists(CELLS, max_size=20), max_size=8)


@settings(max_examples=examples(60))
@given(ROWS, st.booleans(), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_no_row_is_lost_whatever_a_csv_holds(rows: list[list[str]], quoted: bool, encoding: str) -> None:  # noqa: FBT001
    """Read = used + merged + rejected: with quotes, without, in every encoding."""
    body = csv_text(rows) if quoted else "\n".join(",".join(row) for row in rows) + "\n"
    text = csv_text([SEARCH, a_search_row()]) + body + csv_text([a_search_row("4650000000000002")])
    with TemporaryDirectory() as folder:
        read = reading(written(Path(folder), text, encoding=encoding))

    assert balanced(read)


@settings(max_examples=examples(30))
@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.integers(1, 11))
def test_cutting_an_export_into_two_files_changes_no_post(ids: list[int], cut: int) -> None:
    """Duplicates are found across files as within one."""
    rows = [a_search_row(f"46500000000000{i:02d}", 点赞数=str(n)) for n, i in enumerate(ids)]
    with TemporaryDirectory() as folder:
        whole = reading(written(Path(folder), csv_text([SEARCH, *rows])))
        parts = (rows[:cut], rows[cut:])
        files = [written(Path(folder), csv_text([SEARCH, *p]), f"{n}.csv") for n, p in enumerate(parts) if p]
        split = reading(*files)

    assert balanced(split)
    likes = [{(p["post_id"], p["likes"]) for p in posts_of(read)} for read in (whole, split)]
    assert likes[0] == likes[1]


# --- exporters -----------------------------------------------------------------------------


def test_every_exporter_knows_its_own_header_and_nobody_elses() -> None:
    """Two formats of one signature would be told apart by chance."""
    for known in known_exporters():
        names = {name for columns in known.columns.values() for name in columns}
        header = tuple(sorted(known.signature | (names - known.absent)))

        assert exporter_of(tuple(known.signature)) is known
        assert exporter_of(header) is known or "text" not in known.columns


def test_weibo_search_is_known_and_its_reposts_are_reposts(tmp_path: Path) -> None:
    """retweet_id is the edge of the repost."""
    rows = [a_search_row("4650000000000001\t"), a_search_row("4650000000000002", retweet_id="4650000000000001")]

    read = reading(written(tmp_path, csv_text([SEARCH, *rows]), encoding="utf-8-sig"))

    assert (only(read).exporter, only(read).encoding) == ("weibo-search", "utf-8-sig")
    first, second = posts_of(read)
    assert (first["platform"], first["post_id"], first["kind"]) == ("weibo", "4650000000000001", "original")
    assert (second["kind"], second["repost_of"]) == ("repost", "4650000000000001")
    assert (first["reposts"], first["comments"], first["likes"]) == (1, 2, 3)


def test_rows_of_another_width_are_read_by_the_header_they_were_written_with(tmp_path: Path) -> None:
    """Append mode writes no new header: one weibo-search file holds several versions."""
    newer = [*a_search_row("4650000000000002"), "北京", "蓝V"]
    broken = a_search_row("4650000000000003")[:5]

    read = reading(written(tmp_path, csv_text([SEARCH, a_search_row(), newer, broken])))

    assert [p["region"] for p in posts_of(read)] == [None, "北京"]
    assert [(r.line, r.reason) for r in read.rejects] == [(4, "width")]


def test_weibo_crawlers_repeated_headers_and_capped_counts_are_seen(tmp_path: Path) -> None:
    """Every run writes its header again; a million means a million or more."""
    header = "id,bid,正文,原始图片url,视频url,位置,日期,工具,点赞数,评论数,转发数,话题,@用户".split(",")
    row = ["4650000000000001\t", "K", "价格不一样", "", "", "", "2021-06-13", "网页", "1000000", "2", "3", "", ""]
    later = ["4650000000000001\t", "K", "价格不一样", "", "", "", "2021-06-13", "网页", "1000000", "9", "3", "", ""]

    read = reading(written(tmp_path, csv_text([header, row, header, later]), encoding="utf-8-sig"))

    assert only(read).exporter == "weibo-crawler"
    assert (only(read).read, only(read).used, only(read).merged, only(read).repeated_headers) == (2, 1, 1, 1)
    (post,) = posts_of(read)
    assert (post["capped"], post["time_precision"], post["comments"]) == (True, "day", 9)


def test_mediacrawler_comments_are_comments_and_the_crawl_clock_is_no_post_time(tmp_path: Path) -> None:
    """Comments never slip into the volume; last_modify_ts decides only which copy is newer."""
    header = "comment_id,create_time,note_id,content,sub_comment_count,comment_like_count,last_modify_ts,creator_hash"
    old = "11,1623550080,99,价格不一样,0,5,1623600000000,h1"
    new = "11,1623550080,99,价格不一样,0,2,1623700000000,h1"

    read = reading(written(tmp_path, f"{header}\n{new}\n{old}\n"))

    (post,) = posts_of(read)
    assert (post["kind"], post["likes"]) == ("comment", 2)
    assert isinstance(post["time"], datetime)
    assert f"{post['time']:%Y-%m-%d %H:%M}" == "2021-06-13 02:08"


def test_a_comment_and_a_post_of_one_number_are_two(tmp_path: Path) -> None:
    """Comment ids and post ids are numbered apart."""
    posts = "note_id,content,create_time,liked_count,comments_count,shared_count\n7,价格,1623550080,1,1,1\n"
    comments = "comment_id,create_time,note_id,content,sub_comment_count,comment_like_count\n7,1623550080,7,贵,0,0\n"

    read = reading(written(tmp_path, posts, "p.csv"), written(tmp_path, comments, "c.csv"))

    assert sorted(str(p["kind"]) for p in posts_of(read)) == ["comment", "original"]


def test_stance_codes_are_read_by_the_exporter_that_writes_them(tmp_path: Path) -> None:
    """1, 2, 3 mean something in 思通's export only."""
    header = "序号,标题,摘要,情感,涉及词,来源,作者,发布时间,原文地址"
    rows = [f"{n},标题{n},摘要{n},{n},词,新浪微博,甲,2021-06-13 10:08,http://e.cn/{n}" for n in (1, 2, 3)]

    read = reading(written(tmp_path, "\n".join([header, *rows]) + "\n"))

    assert only(read).exporter == "sitong"
    assert [p["stance"] for p in posts_of(read)] == ["positive", "neutral", "negative"]
    assert {p["platform"] for p in posts_of(read)} == {"weibo"}
    assert posts_of(read)[0]["text"] == "标题1\n摘要1"


# --- anybody else --------------------------------------------------------------------------


def test_an_unknown_header_is_read_by_what_its_names_mean(tmp_path: Path) -> None:
    """A score is no label, 工具 is no platform, and 微博… says where the posts are from."""
    header = "微博创建时间,点赞数,转发数,评论数,工具,关键词,微博内容,情感得分,TF-IDF关键词,TextRank关键词"
    row = "2021/6/13 10:08,3,1,2,网页,价格,价格不一样,-1.99,价格,价格"

    (post,) = posts_of(reading(written(tmp_path, f"{header}\n{row}\n", encoding="gb18030")))

    assert (post["platform"], post["text"], post["stance"]) == ("weibo", "价格不一样", None)
    assert (post["likes"], post["reposts"], post["comments"]) == (3, 1, 2)
    assert post["time_precision"] == "minute"


def test_sensitive_is_a_flag_of_its_own(tmp_path: Path) -> None:
    """Even where the vendor writes it into the column of sentiment."""
    text = "正文,发布时间,平台,情感属性\n价格,2021-06-13 10:08,微博,敏感\n贵,2021-06-13 10:09,微博,负面\n"

    first, second = posts_of(reading(written(tmp_path, text)))

    assert (first["stance"], first["sensitive"]) == (None, True)
    assert (second["stance"], second["sensitive"]) == ("negative", None)


def test_a_missing_text_column_names_what_exists_and_the_other_files_are_used(tmp_path: Path) -> None:
    """One odd file must not cost the others."""
    odd = written(tmp_path, "甲,发布时间\n1,2021-06-13\n", "odd.csv")
    good = written(tmp_path, csv_text([SEARCH, a_search_row()]), "good.csv")

    read = reading(odd, good)

    (found,) = read.problems
    assert (found.code, found.place.file, found.severity) == ("R202", "odd.csv", Severity.ERROR)
    assert "甲, 发布时间" in found.message
    assert read.rows == 1
    assert balanced(read)


def test_two_columns_of_one_name_are_doubtful(tmp_path: Path) -> None:
    """Guessing between them would be silent; the analyst knows."""
    read = reading(written(tmp_path, "正文,时间,时间\n价格,2021-06-13,2021-06-14\n"))

    assert [(p.code, "时间" in p.message) for p in read.problems] == [("R202", True)]


def test_the_analysts_mapping_wins_over_every_guess(tmp_path: Path) -> None:
    """posts.mappings says which column is which, and which platform a file is from."""
    mapping = {"files": "*.csv", "columns": {"text": "备注", "time": "何时"}, "platform": "小红书"}
    file = written(tmp_path, "正文,备注,何时\n甲,价格不一样,2021-06-13 10:08\n")

    read = reading(file, posts={"mappings": [mapping]})

    (post,) = posts_of(read)
    assert (post["text"], post["platform"], post["time_precision"]) == ("价格不一样", "xhs", "minute")
    assert only(read).exporter == "mapping"


def test_a_mapping_to_a_column_that_is_not_there_names_what_is(tmp_path: Path) -> None:
    """A renamed column in next month's export is found at once."""
    mapping = {"columns": {"text": "没有", "wrong": "正文"}}

    read = reading(written(tmp_path, "正文,时间\n甲,2021-06-13\n"), posts={"mappings": [mapping]})

    assert [p.code for p in read.problems] == ["R202", "R202"]
    assert any("没有" in p.message and "正文, 时间" in p.message for p in read.problems)


# --- oddities ------------------------------------------------------------------------------


def test_one_unclosed_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    """It once cost 29,999 of 60,000."""
    rows = [a_search_row(f"46500000000{i:05d}", 微博正文=f'价格"第{i}次"\n真的') for i in range(50)]
    lines = csv_text(rows[:20]) + '4650000000099999,K,1,甲,"没有关上\r\n' + csv_text(rows[20:])

    read = reading(written(tmp_path, csv_text([SEARCH]) + lines))

    assert read.rows == 50
    assert [(r.line, r.reason) for r in read.rejects] == [(42, "quotes")]
    assert balanced(read)


def test_two_unclosed_quotation_marks_do_not_swallow_the_rows_between_them(tmp_path: Path) -> None:
    """The second mark closes the first, and the record even has the right width."""
    text = (
        "正文,发布时间,平台,点赞数\n"
        '"没有关上,2021-06-13 10:08,微博,1\n'
        "价格甲,2021-06-13 10:09,微博,1\n价格乙,2021-06-13 10:10,微博,1\n"
        '又没有",2021-06-13 10:11,微博,1\n'
    )

    read = reading(written(tmp_path, text))

    assert {"价格甲", "价格乙"} <= {str(p["text"]) for p in posts_of(read)}
    assert balanced(read)


def test_a_text_with_line_breaks_commas_and_quotes_is_one_post(tmp_path: Path) -> None:
    """Correct quotes are not mistaken for broken ones."""
    words = '第一行,"引用"\n第二行,a,b\n\n第三行'

    read = reading(written(tmp_path, csv_text([SEARCH, a_search_row(微博正文=words)])))

    assert [p["text"] for p in posts_of(read)] == ['第一行,"引用"\n第二行,a,b\n第三行']


def test_an_illegal_byte_is_located_counted_and_left_out(tmp_path: Path) -> None:
    """GB18030 exports of old crawlers hold broken emoji."""
    text = csv_text([SEARCH, a_search_row(微博正文="甲乙丙丁"), a_search_row("4650000000000002")])
    content = text.encode("gb18030").replace("乙丙".encode("gb18030"), b"\xff\xff")

    read = reading(written(tmp_path, content))

    assert (only(read).encoding, only(read).first_bad, only(read).bad_bytes > 0) == ("gb18030", 2, True)
    assert posts_of(read)[0]["text"] == "甲丁"
    assert any(w.code == "R204" and w.place.line == 2 for w in read.warnings)


def test_one_broken_byte_does_not_make_utf8_another_encoding(tmp_path: Path) -> None:
    """Decided on the whole text, never on one cell."""
    rows = [a_search_row(f"46500000000000{i:02d}") for i in range(40)]

    read = reading(written(tmp_path, csv_text([SEARCH, *rows]).encode() + b"\xe4\xb8\n"))

    assert only(read).encoding == "utf-8"
    assert read.rows == 40


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_every_encoding_gives_the_same_posts(tmp_path: Path, encoding: str) -> None:
    """A folder mixes them; each file has its own."""
    text = csv_text([SEARCH, *(a_search_row(f"46500000000000{i:02d}") for i in range(20))])

    read = reading(written(tmp_path, text, encoding=encoding))

    assert {p["text"] for p in posts_of(read)} == {"价格不一样"}
    assert read.rows == 20


def test_tab_separated_files_are_read(tmp_path: Path) -> None:
    """The delimiter is the one that makes a header."""
    read = reading(written(tmp_path, "正文\t发布时间\t平台\n价格，不一样\t2021-06-13 10:08\t微博\n", "a.tsv"))

    assert [p["text"] for p in posts_of(read)] == ["价格，不一样"]


def test_appended_runs_without_ids_are_merged_and_copies_in_one_run_stay(tmp_path: Path) -> None:
    """A real file held the same crawl five times; three equal rows in each are three accounts' copies."""
    run = "正文,发布时间,平台\n价格,2021-06-13 10:08,微博\n价格,2021-06-13 10:08,微博\n贵,2021-06-13 10:09,微博\n"

    read = reading(written(tmp_path, run * 5))

    assert (only(read).read, only(read).used, only(read).merged) == (15, 3, 12)
    assert only(read).repeated_headers == 4


def test_the_same_file_under_another_name_adds_nothing(tmp_path: Path) -> None:
    """Even where its rows carry neither id nor time."""
    text = "正文\n价格\n贵\n"

    read = reading(written(tmp_path, text, "a.csv"), written(tmp_path, text, "b.csv"))

    assert [(f.used, f.merged) for f in read.files] == [(2, 0), (0, 2)]
    assert balanced(read)


def test_destroyed_ids_merge_nobody(tmp_path: Path) -> None:
    """4.65E+15 is the id of every post of that year."""
    rows = [a_search_row("4.65E+15", 微博正文="甲"), a_search_row("4.65E+15", 微博正文="乙")]

    read = reading(written(tmp_path, csv_text([SEARCH, *rows])))

    assert (read.rows, only(read).lossy_ids) == (2, 2)


def test_relative_times_without_a_crawl_clock_are_imprecise_and_kept(tmp_path: Path) -> None:
    """A post nobody can date still has words."""
    read = reading(written(tmp_path, csv_text([SEARCH, a_search_row(发布时间="9小时前")])))

    (post,) = posts_of(read)
    assert (post["time"], post["time_precision"]) == (None, "imprecise")
    assert only(read).imprecise == 1


def test_a_row_whose_cells_stand_in_the_wrong_columns_is_rejected(tmp_path: Path) -> None:
    """Neither its time nor its counts can be read."""
    row = a_search_row(发布时间="价格不一样", 点赞数="2021-06-13 10:08")

    read = reading(written(tmp_path, csv_text([SEARCH, a_search_row(), row, [""] * len(SEARCH)])))

    assert [(r.line, r.reason) for r in read.rejects] == [(3, "shifted"), (4, "empty")]


def test_posts_outside_the_period_and_in_the_future_stay_and_are_counted(tmp_path: Path) -> None:
    """Nothing is shifted; volume is windowed later."""
    times = ("2021-05-01 10:00", "2021-06-13 10:00", "2021-08-01 10:00")
    rows = [a_search_row(f"465000000000000{n}", 发布时间=t) for n, t in enumerate(times)]

    read = reading(written(tmp_path, csv_text([SEARCH, *rows])))

    assert (only(read).used, only(read).outside, only(read).future) == (3, 2, 1)


def test_personal_data_in_posts_is_masked_and_counted(tmp_path: Path) -> None:
    """On the way in, so that no later room ever holds it."""
    read = reading(written(tmp_path, csv_text([SEARCH, a_search_row(微博正文="打13812345678")])))

    assert posts_of(read)[0]["text"] == "打***"
    assert only(read).masked == {"mobile": 1}


# --- other containers ----------------------------------------------------------------------


def workbook(folder: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """An Excel workbook of these sheets."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path = folder / "a.xlsx"
    book.save(path)
    return path


def test_a_workbook_with_title_rows_and_a_cover_sheet_is_read(tmp_path: Path) -> None:
    """What commercial platforms hand out: a title above the header, one sheet per channel, dates as dates."""
    rows: list[list[object]] = [
        ["某某舆情监测报告"],
        [],
        ["标题", "内容", "发布时间", "来源", "情感属性", "转发数"],
        ["涨价", "价格不一样", datetime(2021, 6, 13, 10, 8), "今日头条", "负面", 12000],  # noqa: DTZ001 - a cell
    ]

    read = reading(workbook(tmp_path, {"封面": [["说明"]], "新闻": rows}))

    (post,) = posts_of(read)
    assert (post["line"], post["platform"], post["stance"], post["reposts"]) == (4, "toutiao", "negative", 12000)
    assert isinstance(post["time"], datetime)
    assert post["time"].hour == 2
    assert not read.problems
    assert any(w.place.sheet == "封面" for w in read.warnings)


def test_json_lines_with_one_broken_line_lose_that_line_only(tmp_path: Path) -> None:
    """It is rejected with its line number."""
    good = {"_id": "1", "content": "价格", "created_at": "2021-06-13 10:08:00", "repost_num": {"$numberInt": "664"}}
    rows = [good | {"comment_num": 1, "like_num": 2, "_id": str(n), "content": f"价格{n}"} for n in range(3)]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    lines.insert(1, lines[0][:30])

    read = reading(written(tmp_path, "\n".join(lines) + "\n", "a.jsonl"))

    assert (only(read).exporter, read.rows) == ("WeiboSpider-jsonl", 3)
    assert [(r.line, r.reason) for r in read.rejects] == [(2, "json")]
    assert posts_of(read)[0]["reposts"] == 664


def test_an_object_around_a_list_gives_its_posts_their_author(tmp_path: Path) -> None:
    """The account stands once, above its posts."""
    row = {"id": "1", "content": "价格", "publish_time": "2021-06-13 10:08", "up_num": 1, "retweet_num": 2}
    content = {"user": {"id": "1000001", "nickname": "甲"}, "weibo": [row | {"comment_num": 3}]}

    read = reading(written(tmp_path, json.dumps(content, indent=1), "a.json"))

    assert only(read).exporter == "weiboSpider-json"
    assert posts_of(read)[0]["author"] is not None


def test_lone_surrogates_in_json_are_no_crash(tmp_path: Path) -> None:
    r"""\ud800 is valid JSON and no valid text."""
    read = reading(written(tmp_path, '[{"id": "1", "text": "a\\ud800b", "time": "2021-06-13", "platform": "微博"}]'))

    assert posts_of(read)[0]["text"] == "ab"


def test_parquet_and_compressed_files_are_read(tmp_path: Path) -> None:
    """The content decides, not the name."""
    table = pa.table({"正文": ["价格"], "发布时间": ["2021-06-13 10:08"], "平台": ["微博"]})
    parquet.write_table(table, tmp_path / "a.parquet")
    squeezed = gzip.compress(csv_text([SEARCH, a_search_row()]).encode())

    read = reading(tmp_path / "a.parquet", written(tmp_path, squeezed, "b.csv.gz"))

    assert [f.used for f in read.files] == [1, 1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "R203"),
        (b"\xef\xbb\xbf \r\n", "R203"),
        ("正文,时间\n".encode(), "R203"),
        (gzip.compress(b"a,b\n" * 1000, mtime=0)[:30], "R204"),
        (gzip.compress(b"\0" * (1 << 27), mtime=0), "R206"),
        (b"PK\x03\x04broken", "R204"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", "R204"),
        (b"PAR1broken", "R204"),
        (b'[{"text": "a"}, {"te', "R204"),
        (b"[" * 100_000, "R204"),
        (b"%PDF-1.7", "R201"),
    ],
)
def test_a_broken_file_is_a_located_problem_and_the_others_are_used(tmp_path: Path, content: bytes, code: str) -> None:
    """No traceback, nothing lost silently."""
    broken = written(tmp_path, content, "broken.csv")
    good = written(tmp_path, csv_text([SEARCH, a_search_row()]), "good.csv")

    read = reading(broken, good)

    assert [(p.code, p.place.file) for p in read.problems] == [(code, "broken.csv")]
    assert read.rows == 1
    assert balanced(read)


def test_a_missing_file_is_a_located_problem(tmp_path: Path) -> None:
    """It may have been moved since the folder was listed."""
    read = reading(tmp_path / "gone.csv")

    assert [(p.code, p.place.file) for p in read.problems] == [("R005", "gone.csv")]


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """A 1.9 MB workbook held 573 MB."""
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (1 << 25))

    read = reading(written(tmp_path, file.getvalue(), "a.xlsx"))

    assert [p.code for p in read.problems] == ["R206"]


def test_a_sheet_with_a_cell_in_its_far_corner_is_refused(tmp_path: Path) -> None:
    """Laid out in memory it would have ended the process, not only the file."""
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].append(["正文", "时间"])
    book.worksheets[0].cell(1_048_576, 16_384, "x")
    book.save(tmp_path / "a.xlsx")

    assert [p.code for p in reading(tmp_path / "a.xlsx").problems] == ["R206"]


# --- what comes out besides ----------------------------------------------------------------


def test_the_rejects_file_can_be_opened_in_a_spreadsheet_without_running_anything(tmp_path: Path) -> None:
    """Cells of strangers may begin with =."""
    bad = ["=HYPERLINK(1)", "13812345678"]
    read = reading(written(tmp_path, csv_text([SEARCH, a_search_row(), bad])))

    write_rejects(read.rejects, tmp_path / "rejects.csv")

    raw = (tmp_path / "rejects.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert len(header) == len(row)
    assert row[0:4] == ["a.csv", "", "3", "width"]
    assert row[5] == "'=HYPERLINK(1) | ***"


def test_an_export_cut_at_a_cap_a_page_cap_and_a_gap_are_told(tmp_path: Path) -> None:
    """Facts on what the collection may have missed."""
    rows = ["正文,发布时间,平台"]
    rows += [f"价格{d}-{n},2021-06-{d:02d} 10:{n:02d},微博" for d in range(1, 8) for n in range(50)]
    rows += [f"贵{n},2021-06-09 {n // 60 % 24:02d}:{n % 60:02d},知乎" for n in range(5000 - len(rows) + 1)]

    read = reading(written(tmp_path, "\n".join(rows) + "\n"))

    facts = {(f.kind.value, f.platform, f.posts, f.times) for f in read.coverage}
    assert ("export_cap", "", 5000, 1) in facts
    assert ("page_cap", "weibo", 50, 7) in facts
    # Everything at ten o'clock: the crawler's hour, and no gap between two of its visits.
    assert ("bunched", "weibo", 10, 100) in facts


def _gaps_of(tmp_path: Path, moments: list[str]) -> list[int]:
    rows = ["正文,发布时间,平台", *(f"价格{n},{moment},微博" for n, moment in enumerate(moments))]
    read = reading(written(tmp_path, "\n".join(rows) + "\n"))
    found = [fact for fact in read.coverage if fact.kind.value == "gap"]
    assert all(len(fact.gaps) == fact.times and fact.start and fact.end for fact in found)
    return [fact.times for fact in found]


def test_a_hole_in_a_steady_stream_is_a_gap(tmp_path: Path) -> None:
    """Eight hours without a post where six an hour were to be expected."""
    steady = [f"2021-06-{d:02d} {h:02d}:{m}0" for d in range(1, 6) for h in range(24) for m in range(6)]

    whole = _gaps_of(tmp_path, steady)
    holed = _gaps_of(tmp_path, [at for at in steady if not "2021-06-03 08" <= at < "2021-06-03 16"])

    assert (whole, holed) == ([], [1])


def test_a_quiet_night_is_no_gap(tmp_path: Path) -> None:
    """A small platform sleeps every night; a warning each morning would soon be read by nobody."""
    days = [f"2021-06-{d:02d} {h:02d}:{m}0" for d in range(1, 6) for h in range(8, 23) for m in (0, 2, 4)]

    assert _gaps_of(tmp_path, days) == []


def test_the_result_does_not_depend_on_the_order_of_the_files(tmp_path: Path) -> None:
    """Folders list their files in any order."""
    files = [written(tmp_path, csv_text([SEARCH, a_search_row(点赞数=str(n))]), f"{n}.csv") for n in range(3)]

    first, second = reading(*files), reading(*reversed(files))

    assert posts_of(first) == posts_of(second)
    assert first.files == second.files


# --- real exports --------------------------------------------------------------------------


@real
def test_the_real_topic_export_is_read_without_a_mapping() -> None:
    """GB18030, an illegal byte, the whole crawl five times in one file."""
    balance = only(reading(SHARED / "weibo-vaccine-2021.csv"))

    assert (balance.read, balance.used, balance.rejected, balance.repeated_headers) == (2215, 443, 0, 4)
    assert (balance.encoding, balance.first_bad, balance.imprecise) == ("gb18030", 19, 0)


@real
def test_the_real_crawler_export_is_read_without_a_mapping() -> None:
    """A byte order mark, nineteen repeated headers, twelve posts crawled twenty times."""
    balance = only(reading(SHARED / "weibo-crawler-export.csv"))

    assert (balance.exporter, balance.read, balance.used) == ("weibo-crawler", 240, 12)
    assert (balance.repeated_headers, balance.capped) == (19, 12)


@real
def test_the_worst_real_export_is_read_and_dates_nothing() -> None:
    """Old Excel, counts as words, relative times without a crawl clock."""
    read = reading(SHARED / "weibo-gaokao-raw.xls")

    assert (only(read).read, only(read).used, only(read).imprecise) == (459, 459, 459)
    assert {p["stance"] for p in posts_of(read)} == {"positive", "negative"}
    assert only(read).unreadable_counts == 0
