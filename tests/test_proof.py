"""Before delivery: what is pasted into incident.yml, the internal check copy, the edited final text."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pytest
import yaml

from reporter.claims import NumberVerdict
from reporter.documents import Document, as_markdown, as_plain, read_document, word_file
from reporter.extract import proposals
from reporter.i18n import speaking
from reporter.incident import Claim
from reporter.load import check
from reporter.proof import (
    Compared,
    Outcome,
    compare,
    copy_json,
    ids,
    internal_copy,
    page_document,
    page_head,
    yaml_lines,
)
from reporter.report import Report
from reporter.windows import AFTER
from tests.console import Command, console
from tests.projects import FOUNDING as FOUNDING_SLUG
from tests.projects import SIBLING, Built, copy_of, write_incident
from tests.reports_read import EXPECTED, FOUNDING, a_document, word_bytes


@pytest.fixture
def reporter(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The console script, speaking Chinese."""
    return console(monkeypatch, capsys, "zh")


def the_report(both: Built, slug: str) -> Report:
    """One of the two reports that were built."""
    return next(report for report in both.plan.reports if report.slug == slug)


def pages_of(both: Built, slug: str) -> list[Document]:
    """The words of its pages."""
    made = [one for one in both.plan.artefacts if one.kind == "page" and one.path.startswith(f"incidents/{slug}/")]
    return [page_document(one.path, one.data.decode()) for one in made]


# Proposals ----------------------------------------------------------------------


def test_what_is_proposed_can_be_pasted_as_it_is(tmp_path: Path) -> None:
    """The block loads without one error: blanks are remarks, not placeholders that break the file."""
    found = proposals(a_document(*FOUNDING, "门店复工率为92%。", "捐赠5万美元。", "讨论达数百万条。"))
    folder = write_incident(tmp_path, "a")
    lines = yaml_lines("小结.docx", found, ids((), len(found)))

    with (folder / "incident.yml").open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")

    assert [one for one in check(tmp_path, ("a",)) if one.severity.value == "error"] == []
    claims = [Claim.model_validate(item) for item in yaml.safe_load("\n".join(lines))["claims"]]
    assert [str(claim.quote) for claim in claims] == [one.quote for one in found]
    assert {claim.value for claim in claims} >= {row.value for row in EXPECTED}


def test_a_pasted_claim_is_what_the_analyst_recorded_by_hand() -> None:
    """Levels, readings and the last digit as in the founding record."""
    found = [one for one in proposals(a_document(*FOUNDING)) if one.value is not None]
    lines = yaml_lines("", found, ids((), len(found)))

    read = {item["metric"]: item for item in yaml.safe_load("\n".join(lines))["claims"]}

    assert (read["hourly_growth"]["value_from"], read["hourly_growth"]["unit"]) == (0.8, "%/h")
    assert (read["volume"]["decimals"], read["volume"]["comparator"]) == (-4, "超过")
    assert read["volume"]["readings"] == ["count_posts", "topic_counter"]
    assert read["positive_share"]["readings"] == ["rel_change", "pp"]
    assert read["new_customer_share"]["readings"] == ["share_of_users", "share_of_total", "share_of_increase"]
    assert read["satisfaction"]["readings"] == ["abs_change"]


def test_ids_go_on_behind_those_in_use() -> None:
    """An id that is taken already would be an error in the file."""
    assert ids(("C1", "A1", "C3"), 3) == ["C2", "C4", "C5"]


def test_the_json_has_ten_keys_and_exact_positions(reporter: Command, tmp_path: Path) -> None:
    """A program reads it; `--text` prints what the positions count in."""
    path = tmp_path / "小结.docx"
    path.write_bytes(word_bytes(FOUNDING))

    status, out, _err = reporter("claims", "extract", path, "--json")
    _status, text, _err = reporter("claims", "extract", path, "--text")

    found = json.loads(out)
    keys = "quote start end value value_from unit comparator reading metric causal".split()
    assert status == 0
    assert all(list(one) == keys for one in found)
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in found)


def test_the_table_marks_what_is_open(reporter: Command, tmp_path: Path) -> None:
    """What the words leave open must be seen before the claim is used."""
    path = tmp_path / "a.txt"
    path.write_text("正面信息占比上升35%。", encoding="utf-8")

    status, out, _err = reporter("claims", "extract", path)

    assert status == 0
    assert "相对变化/个百分点 ?" in out
    assert "claims:\n  - id: C1" in out


# The internal check copy --------------------------------------------------------


def test_the_copy_names_every_claim_with_its_verdict_and_needs(both: Built) -> None:
    """A verdict never disappears silently."""
    for slug in (FOUNDING_SLUG, SIBLING):
        report = the_report(both, slug)
        with speaking("zh"):
            text = as_plain(internal_copy(report))

        for verdict in report.checked.verdicts:
            assert f"\n{verdict.id}　" in text
            assert all(need in text for need in verdict.needed)
            assert verdict.explanation in text
        for relation in report.checked.relations:
            assert all(line in text for line in relation.explanation)


def test_the_copy_is_marked_and_counts_what_is_open(both: Built) -> None:
    """内部核验稿 must never be taken for the submitted copy."""
    report = the_report(both, FOUNDING_SLUG)
    with speaking("zh"):
        text, head = as_plain(internal_copy(report)), page_head(report)

    n = report.checked.unsettled
    assert text.startswith("上报数据核验（内部核验稿）")
    assert f"{n}项上报数据待核实" in text
    assert head.startswith("内部核验稿（不作呈报）")


def test_the_word_copy_reads_back_with_chinese_fonts_and_is_the_same_each_time(both: Built, tmp_path: Path) -> None:
    """Word shows Chinese in the font of its style; two runs must not differ by the clock."""
    report = the_report(both, FOUNDING_SLUG)
    with speaking("zh"):
        blocks, head = internal_copy(report), page_head(report)
    once, again = (word_file(blocks, head=head, title="核验", made=report.incident.as_of.at) for _ in range(2))
    path = tmp_path / "核验.docx"
    path.write_bytes(once)

    assert once == again
    word = docx.Document(io.BytesIO(once))
    fonts = word.styles["Normal"].element.rPr.rFonts
    assert "宋体" in fonts.attrib.values()
    assert word.sections[0].header.paragraphs[0].text == head
    read = read_document(path).text
    assert all(str(verdict.claim.quote) in read for verdict in report.checked.verdicts)


def test_the_copy_in_markdown_reads_nothing_as_a_mark(both: Built) -> None:
    """A quote with stars or bars must not become a table or bold type."""
    report = the_report(both, FOUNDING_SLUG)
    with speaking("zh"):
        text = as_markdown(internal_copy(report))

    assert text.startswith("# 上报数据核验（内部核验稿）")
    assert "NO\\_DATA" in text


def test_the_data_of_the_copy_says_more_than_the_report(both: Built) -> None:
    """Needs, cautions and replies; codes as in report.json."""
    data = copy_json(the_report(both, FOUNDING_SLUG))

    assert data["copy"] == "internal"
    assert sum(data["counts"].values()) == sum(claim["number"] is not None for claim in data["claims"])
    assert all({"needed", "cautions", "reply", "explanation"} <= set(claim) for claim in data["claims"])
    json.dumps(data)


def test_a_slug_by_itself_is_the_check(reporter: Command, both: Built, tmp_path: Path) -> None:
    """`reporter claims SLUG` and `reporter claims show SLUG` are one; files are written where asked."""
    project = copy_of(both, tmp_path, FOUNDING_SLUG)

    status, out, _err = reporter("claims", FOUNDING_SLUG, "--project", project)
    again = reporter("claims", "show", FOUNDING_SLUG, "--project", project)
    written = reporter(
        "claims", FOUNDING_SLUG, "--project", project, "--docx", tmp_path / "a.docx", "--md", tmp_path / "a.md"
    )

    assert (status, out) == again[:2]
    assert "内部核验稿" in out
    assert written[0] == 0
    assert read_document(tmp_path / "a.docx").text.startswith("上报数据核验（内部核验稿）")
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# 上报数据核验")


# The final text -----------------------------------------------------------------


def off(found: tuple[Compared, ...]) -> list[Compared]:
    """What the report does not bear out."""
    return [one for one in found if one.outcome is not Outcome.AGREES]


def as_written(pages: list[Document]) -> list[str]:
    """The paragraphs of the report's page, as somebody copies them into Word."""
    page = next(page for page in pages if page.file.endswith("index.md"))
    return [page.text[piece.start : piece.end] for piece in page.pieces]


def test_a_report_copied_as_it_is_agrees_in_every_figure(both: Built, tmp_path: Path) -> None:
    """Through Word and back; a check that cries wolf is switched off."""
    pages = pages_of(both, SIBLING)
    path = tmp_path / "定稿.docx"
    path.write_bytes(word_bytes(tuple(as_written(pages))))

    found = compare(read_document(path), the_report(both, SIBLING), pages)

    assert len(found) > 50
    assert off(found) == []


def test_three_figures_changed_and_one_added_are_exactly_what_is_listed(both: Built, tmp_path: Path) -> None:
    """With the paragraph, the figure as it stands and the report's own."""
    pages = pages_of(both, SIBLING)
    lines = as_written(pages)
    words = [words for words in lines if words.count("%") == 1 and len(words) > 12][:3]
    changed = {line: line.replace("%", "7%", 1) for line in words}
    edited = [changed.get(line, line) for line in lines]
    edited.insert(4, "经统计，共有8,888名用户申请退款。")
    path = tmp_path / "定稿.docx"
    path.write_bytes(word_bytes(tuple(edited)))

    found = off(compare(read_document(path), the_report(both, SIBLING), pages))

    assert len(words) == 3
    differing = [one for one in found if one.outcome is Outcome.DIFFERS]
    assert len(differing) == sum(lines.count(line) for line in words)
    assert all(one.printed.replace("7%", "%") == one.ours for one in differing)
    (absent,) = [one for one in found if one.outcome is Outcome.ABSENT]
    assert (absent.place, absent.printed) == ("第5段", "8,888名")


def test_a_rewritten_sentence_is_compared_by_metric_and_rounding(both: Built) -> None:
    """约 and the printed decimals decide: a figure may be rounded, not changed."""
    report, pages = the_report(both, SIBLING), pages_of(both, SIBLING)
    volume = report.whole()["volume"].value
    assert volume is not None
    right, wrong = f"{round(volume, -1):,.0f}", f"{1.37 * volume:.0f}"

    agreed = compare(a_document(f"总体看，本次事件的声量约{right}条。"), report, pages)
    differing = compare(a_document(f"总体看，本次事件的声量约{wrong}条。"), report, pages)

    assert [one.outcome for one in agreed] == [Outcome.AGREES]
    assert [(one.outcome, one.metric) for one in differing] == [(Outcome.DIFFERS, "volume")]


def test_a_tables_rows_are_compared_cell_by_cell(both: Built, tmp_path: Path) -> None:
    """As a real table in Word: 4037 and ４，０３７ are 4,037; another number is found whatever stands beside it."""
    pages = pages_of(both, SIBLING)
    rows = [tuple(line.split("\t")) for line in as_written(pages) if line.count("\t") == 2]
    days = [row for row in rows if row[0].endswith("日") and row[1].replace(",", "").isdigit()]
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    first, second, third, *_rest = days
    edited = (
        (first[0], first[1].replace(",", ""), first[2].translate(wide)),
        (second[0], f"{int(second[1].replace(',', '')) + 700:,}", second[2]),
        third,
    )
    path = tmp_path / "定稿.docx"
    path.write_bytes(word_bytes((), (("日期", "全部声量（条）", "其中负面（条）"), *edited)))

    found = compare(read_document(path), the_report(both, SIBLING), pages)

    assert len(found) == 6
    assert [(one.place, one.outcome, one.ours) for one in off(found)] == [("表1第3行", Outcome.DIFFERS, second[1])]


def test_a_number_of_another_stretch_of_time_is_to_be_confirmed(both: Built) -> None:
    """负面占比为46% is right of the time after the response and wrong of the whole: only the analyst can tell."""
    report, pages = the_report(both, SIBLING), pages_of(both, SIBLING)
    whole = report.whole()["negative_share"].value
    after = next(one.value for one in report.metrics if (one.id, one.window) == ("negative_share", AFTER))
    assert whole is not None
    assert after is not None

    sure, open_one = (
        compare(a_document(f"总体看，负面占比为{value:.1f}%。"), report, pages)[0] for value in (whole, after)
    )

    assert (sure.outcome, open_one.outcome) == (Outcome.AGREES, Outcome.CONFIRM)
    assert "回应后" in open_one.label or "after" in open_one.label


def test_a_reported_figure_that_is_not_borne_out_bears_nothing_out(both: Built) -> None:
    """A false figure of somebody's summary, repeated in the final text, must not pass because the report quotes it."""
    report, pages = the_report(both, SIBLING), pages_of(both, SIBLING)
    doubted = next(
        one.claim
        for one in report.checked.verdicts
        if one.number is NumberVerdict.CONTRADICTED and one.claim.metric == "volume" and one.claim.unit == "posts"
    )

    (found,) = compare(a_document(f"声量为{doubted.value:,.0f}条。"), report, pages)

    assert found.outcome in {Outcome.DIFFERS, Outcome.CONFIRM}


def test_a_change_is_sought_among_changes_only(both: Built) -> None:
    """下降52% is not borne out by a share of 52%."""
    report, pages = the_report(both, SIBLING), pages_of(both, SIBLING)
    share = report.whole()["negative_share"].value

    (found,) = compare(a_document(f"其间负面占比上升{share:.2f}个百分点。"), report, pages)

    assert found.outcome in {Outcome.DIFFERS, Outcome.ABSENT}


def test_the_strict_check_fails_a_text_with_a_foreign_figure(reporter: Command, both: Built, tmp_path: Path) -> None:
    """In a script the exit status decides; by hand the list does."""
    project = copy_of(both, tmp_path, FOUNDING_SLUG)
    path = tmp_path / "定稿.md"
    path.write_text("共有8,888名用户申请退款。\n", encoding="utf-8")

    arguments = ("claims", "check", path, FOUNDING_SLUG, "--project", project)
    plain, strict, data = reporter(*arguments), reporter(*arguments, "--strict"), reporter(*arguments, "--json")

    assert (plain[0], strict[0]) == (0, 1)
    assert "8,888名" in plain[1]
    assert json.loads(data[1])["absent"] == 1
