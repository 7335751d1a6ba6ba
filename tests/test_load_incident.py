"""An incident folder read whole: what is found, what is refused, and how it is said."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from reporter.errors import Problem, Severity, UserError
from reporter.i18n import speaking
from reporter.incident import Incident
from reporter.load import Loaded, check, incident_slugs, load_incident
from reporter.load.explain import Lines, explained
from reporter.load.folder import without_comments
from tests.soak import examples

SLUG = "2021-06-shop"

MINIMAL = """\
title: 价格争议
organisation: {name: 某电商平台}
period: {start: 2021-06-14, end: 2021-06-30}
as_of: 2021-07-01
"""

RESPONSE_FIRST = """\
timeline:
  - {id: E1, what: x, stage: first_exposure, at: 2021-06-15}
  - {id: E2, what: y, stage: first_response, at: 2021-06-14 23:59}
"""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def an_incident(root: Path, text: str = MINIMAL, slug: str = SLUG, **files: str) -> Path:
    """An incident folder with `incident.yml` and more files by name (`_` stands for `.`)."""
    folder = root / "incidents" / slug
    folder.mkdir(parents=True)
    (folder / "incident.yml").write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    return folder


def loaded(folder: Path) -> Loaded:
    """The incident in `folder`, whose project is two levels up."""
    return load_incident(folder, folder.parent.parent)


def problems(folder: Path) -> list[Problem]:
    """The problems that stop the incident."""
    with pytest.raises(UserError) as caught:
        loaded(folder)
    return [p for p in caught.value.problems if p.severity is Severity.ERROR]


def found(folder: Path) -> list[tuple[str, str, int]]:
    """(code, key, line) of the problems that stop the incident."""
    return [(p.code, p.place.key, p.place.line) for p in problems(folder)]


def test_only_the_yaml_file_is_needed(tmp_path: Path) -> None:
    """An incident without posts, prose or tables builds: everything reported is shown as reported."""
    got = loaded(an_incident(tmp_path))

    assert str(got.incident.title) == "价格争议"
    assert (got.slug, got.post_files, got.warnings) == (SLUG, (), ())
    assert got.lines["organisation.name"] == 2


def test_a_wrong_folder_lists_the_right_ones(tmp_path: Path) -> None:
    """A typing slip in the name is mended at sight."""
    folder = an_incident(tmp_path)

    (problem,) = problems(folder.parent / "2021-06-shpo")

    assert problem.code == "R001"
    assert SLUG in problem.hint


@pytest.mark.parametrize("slug", ["Shop", "a_b", "-a", "a-", "con", "com1", "a" * 65, "事件"])
def test_a_folder_that_cannot_be_a_url_is_refused(tmp_path: Path, slug: str) -> None:
    """The folder's name becomes the report's address, and must exist on Windows too."""
    assert [p.code for p in problems(an_incident(tmp_path, slug=slug))] == ["R002"]


def test_a_folder_without_incident_file_says_so(tmp_path: Path) -> None:
    """A folder of exports alone is no incident yet."""
    (tmp_path / "incidents" / SLUG).mkdir(parents=True)

    assert [p.code for p in problems(tmp_path / "incidents" / SLUG)] == ["R001"]


def test_the_other_suffix_works_but_not_both(tmp_path: Path) -> None:
    """`incident.yaml` is as good; two files would leave open which one counts."""
    folder = an_incident(tmp_path, incident_yaml=MINIMAL)
    assert [p.code for p in problems(folder)] == ["R001"]

    (folder / "incident.yml").unlink()
    assert loaded(folder).slug == SLUG


@pytest.mark.parametrize("mark", ["绝密", "机密", "秘密", "机密★10年", " 秘密 "])
def test_a_state_secret_is_refused_before_anything_else_is_read(tmp_path: Path, mark: str) -> None:
    """涉密不上网: not even the other problems are looked for."""
    folder = an_incident(tmp_path, f"classification: '{mark}'\nunknown: 1\n", sales_csv="broken")

    (problem,) = problems(folder)
    assert (problem.code, problem.place.line) == ("R006", 1)


def test_every_problem_of_every_file_is_found_at_once(tmp_path: Path) -> None:
    """The analyst mends a folder once."""
    text = "titel: x\norganisation: {name: a}\nperiod: {start: 2021-06-14, end: June}\nas_of: 2021-07-01\n"
    folder = an_incident(tmp_path, text, sales_csv="date,amount\nnever,1\n")
    (folder / "background.md").write_bytes("你好你好\n".encode() + b"\xff")

    assert [(p.code, p.place.file.rpartition("/")[2], p.place.line) for p in problems(folder)] == [
        ("R005", "background.md", 2),
        ("R103", "incident.yml", 1),
        ("R104", "incident.yml", 1),
        ("R105", "incident.yml", 3),
        ("R302", "sales.csv", 2),
    ]


def test_an_unknown_field_names_the_nearest_and_lists_all(tmp_path: Path) -> None:
    """What exists is part of the message, so that nobody needs the manual for a typing slip."""
    (problem,) = problems(an_incident(tmp_path, MINIMAL + "timelines: []\n"))

    assert problem.place.key == "timelines"
    assert "Did you mean “timeline”?" in problem.hint
    assert "follow_ups" in problem.hint


def test_an_unknown_word_lists_the_allowed_ones(tmp_path: Path) -> None:
    """Closed sets are listed, with the nearest word first."""
    (problem,) = problems(an_incident(tmp_path, MINIMAL + "classification: 内部\n"))

    assert "“内部”" in problem.message
    assert "公开, 内部资料, 普通商密, 核心商密" in problem.hint


@pytest.mark.parametrize(
    ("line", "code", "key"),
    [
        ("title:", "R104", "title"),
        ("title: ''", "R105", "title"),
        ("title: [a]", "R105", "title"),
        ("title: {de: a}", "R103", "title.de"),
        ("timezone: Mars/Base", "R105", "timezone"),
        ("timezone: ../../etc/passwd", "R105", "timezone"),
        ("simulated: yes", "R105", "simulated"),
        ("platforms: 微博", "R105", "platforms"),
        ("as_of: 2021-13-01", "R105", "as_of"),
        ("as_of: 20210601", "R105", "as_of"),
        ("as_of: 0021-06-01", "R105", "as_of"),
        ("organisation: 某平台", "R105", "organisation"),
        ("claims: [{id: 1a, quote: x}]", "R105", "claims.0.id"),
        ("claims: [{id: A1, quote: x, value: 3}]", "R105", "claims.0"),
        ("claims: [{id: A1, quote: x, value: true, unit: h}]", "R105", "claims.0.value"),
        ("claims: [{id: A1, quote: x, value: nan, unit: h}]", "R105", "claims.0.value"),
        ("claims: [{id: A1, quote: x, n: 0}]", "R105", "claims.0.n"),
        ("claims: [{id: A1, quote: x, n: 2.5}]", "R105", "claims.0.n"),
        ("revision: {number: 99999999999999999999}", "R105", ""),
        ("lessons: [{id: L1, text: x, supports: [A, A]}]", "R105", "lessons.0.supports"),
        ("evidence: [{id: D1, title: x, url: 'javascript:alert(1)'}]", "R105", "evidence.0.url"),
    ],
)
def test_each_wrong_value_is_located_and_explained(tmp_path: Path, line: str, code: str, key: str) -> None:
    """Every kind of mistake has its code, its dotted key and something to do."""
    name = line.partition(":")[0]
    kept = [each for each in MINIMAL.splitlines() if not each.startswith(f"{name}:")]
    folder = an_incident(tmp_path, "\n".join([*kept, line]))
    if not key:
        # Whole numbers of any size are numbers.
        assert loaded(folder).incident.revision.number > 10**18
        return

    (problem,) = problems(folder)

    assert (problem.code, problem.place.key, problem.place.line) == (code, key, len(kept) + 1)
    assert problem.hint


def test_words_that_look_like_numbers_stay_as_written(tmp_path: Path) -> None:
    """`1.50` in a text is not 1.5, `true` not True; in a number field `1.50` is 1.5."""
    text = MINIMAL + (
        "short_title: 618\ntrigger: true\ncrisis_types: [1.50, 007]\n"
        "claims: [{id: A1, quote: x, value: 1.50, unit: h, source: y}]\n"
    )
    incident = loaded(an_incident(tmp_path, text)).incident

    assert str(incident.short_title) == "618"
    assert str(incident.trigger) == "true"
    assert [str(each) for each in incident.crisis_types] == ["1.50", "007"]
    assert incident.claims[0].value == 1.5


def test_an_empty_field_is_an_absent_field(tmp_path: Path) -> None:
    """The scaffold's headings may stay empty."""
    assert loaded(an_incident(tmp_path, MINIMAL + "timeline:\nbackground:\nclaims: null\n")).incident.claims == ()


@pytest.mark.parametrize("text", ["", "just text", "- a\n- b\n", "12"])
def test_a_file_without_fields_says_how_to_begin(tmp_path: Path, text: str) -> None:
    """An empty file is the commonest first file."""
    (problem,) = problems(an_incident(tmp_path, text))

    assert problem.code == "R101"
    assert "title" in problem.hint


def test_too_many_mistakes_are_counted_not_listed(tmp_path: Path) -> None:
    """A thousand lines of errors hide the first."""
    got = problems(an_incident(tmp_path, MINIMAL + "".join(f"k{i}: 1\n" for i in range(500))))

    assert len(got) == 101
    assert any("400 more" in p.message for p in got)


# Prose --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "chinese", "chapter"),
    [
        ("background.md", "背景.md", "background"),
        ("strategy.md", "策略.md", "strategy"),
        ("assessment.md", "评估.md", "assessment"),
        ("lessons.md", "经验.md", "lessons"),
    ],
)
def test_prose_files_fill_their_chapter(tmp_path: Path, english: str, chinese: str, chapter: str) -> None:
    """Both names of a prose file work; both at once leave open which one counts."""
    folder = an_incident(tmp_path)
    (folder / chinese).write_text("<!-- 提示 -->\n第一段。\n\n第二段。\n", encoding="utf-8")

    incident = loaded(folder).incident
    summary = incident.lessons_summary if chapter == "lessons" else getattr(incident, chapter).summary
    assert str(summary) == "第一段。\n\n第二段。"

    (folder / english).write_text("又一段。", encoding="utf-8")
    assert [code for code, _key, _line in found(folder)] == ["R109"]


def test_prose_in_yaml_and_in_a_file_is_refused(tmp_path: Path) -> None:
    """Nothing is dropped silently."""
    folder = an_incident(tmp_path, MINIMAL + "background: {summary: 甲}\n", background_md="乙")

    (problem,) = problems(folder)
    assert (problem.code, problem.place.key) == ("R109", "background.summary")
    assert "incident.yml" in problem.message


def test_a_file_adds_chinese_to_an_english_summary(tmp_path: Path) -> None:
    """Two languages are no double."""
    folder = an_incident(tmp_path, MINIMAL + "background: {summary: {en: Text}}\n", background_md="中文")

    summary = loaded(folder).incident.background.summary
    assert (summary.zh, summary.en) == ("中文", "Text")


def test_a_file_of_prompts_only_is_no_prose(tmp_path: Path) -> None:
    """A scaffolded chapter nobody wrote yet leaves no empty heading."""
    assert not loaded(an_incident(tmp_path, background_md="<!--\n写在下面\n-->\n")).incident.background.summary


@settings(max_examples=examples(50))
@given(st.text(alphabet="<!->ab \n", max_size=60))
def test_comments_go_and_nothing_else(text: str) -> None:
    """What stands outside `<!-- -->` survives; no closed comment does."""
    kept = without_comments("x" + text)

    assert kept.startswith("x")
    assert "-->" not in kept.partition("<!--")[2]


def test_a_megabyte_of_comment_openings_is_fast() -> None:
    """A regular expression would take minutes here."""
    assert without_comments("<!--" * 250_000) == "<!--" * 250_000


# Meaning ------------------------------------------------------------------


def test_references_must_exist_and_be_of_the_right_kind(tmp_path: Path) -> None:
    """A lesson may lean on anything, an event's evidence only on evidence."""
    text = MINIMAL + (
        "timeline: [{id: E1, what: x, evidence: [D1, M1, D9]}]\n"
        "actions: [{id: M1, name: y}]\n"
        "strategy: {items: [{id: S1, text: z, actions: [M2]}], objectives: [{id: O1, text: o}]}\n"
        "lessons: [{id: L1, text: l, supports: [E1, M1, D1, S1, O1], contradicts: [L1], follow_ups: [F1]}]\n"
        "evidence: [{id: D1, title: d}]\n"
    )

    assert found(an_incident(tmp_path, text)) == [
        ("R106", "timeline.0.evidence.1", 5),
        ("R106", "timeline.0.evidence.2", 5),
        ("R106", "strategy.items.0.actions.0", 7),
        ("R106", "lessons.0.contradicts.0", 8),
        ("R106", "lessons.0.follow_ups.0", 8),
    ]


def test_an_unknown_reference_names_the_nearest(tmp_path: Path) -> None:
    """What could have been meant is part of the message."""
    text = MINIMAL + "timeline: [{id: E1, what: x, evidence: [Doc2]}]\nevidence: [{id: Doc1, title: d}]\n"

    (problem,) = problems(an_incident(tmp_path, text))
    assert "Did you mean “Doc1”?" in problem.hint


def test_an_identifier_is_used_once_in_the_whole_incident(tmp_path: Path) -> None:
    """A reference would otherwise mean two things."""
    text = MINIMAL + "timeline: [{id: A1, what: x}]\nclaims:\n  - {id: A1, quote: y, source: z}\n"

    (problem,) = problems(an_incident(tmp_path, text))
    assert (problem.code, problem.place.line) == ("R107", 7)
    assert "line 5" in problem.message


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("period: {start: 2021-06-14, end: 2021-06-13}", "period.end"),
        ("period: {start: 2021-06-14 10:00, end: 2021-06-14 10:00}", "period.end"),
        ("as_of: 2021-06-13", "as_of"),
        ("actions: [{id: M1, name: x, announced_at: 2021-06-15, executed_at: 2021-06-14}]", "actions.0.executed_at"),
        ("follow_ups: [{id: F1, action: x, status: done, done_at: 2021-05}]", "follow_ups.0.done_at"),
        (
            "claims: [{id: A1, quote: x, source: y, baseline: {start: 2021-06, end: 2021-05}}]",
            "claims.0.baseline.end",
        ),
        (
            RESPONSE_FIRST,
            "timeline.1.at",
        ),
    ],
)
def test_times_in_the_wrong_order_are_found(tmp_path: Path, text: str, key: str) -> None:
    """An impossible order is a typing mistake and would print a negative time."""
    name = text.partition(":")[0]
    kept = [line for line in MINIMAL.splitlines() if not line.startswith(f"{name}:")]

    assert [(code, k) for code, k, _line in found(an_incident(tmp_path, "\n".join([*kept, text])))] == [("R108", key)]


@pytest.mark.parametrize(
    "text",
    [
        "period: {start: 2021-06-14, end: 2021-06-14}",
        "period: {start: 2021-06, end: 2021-06}",
        "as_of: 2021-06",
        "actions: [{id: M1, name: x, announced_at: 2021-06-14 18:00, executed_at: 2021-06-14}]",
    ],
)
def test_coarse_times_that_may_be_in_order_pass(tmp_path: Path, text: str) -> None:
    """A day holds every minute of it; only what is surely wrong is an error."""
    name = text.partition(":")[0]
    kept = [line for line in MINIMAL.splitlines() if not line.startswith(f"{name}:")]

    assert loaded(an_incident(tmp_path, "\n".join([*kept, text]))).slug == SLUG


@pytest.mark.parametrize(
    "name",
    ["../incident.yml", "/etc/passwd", "C:/x.txt", "..\\x", "a\\b", "x" * 5000],
)
def test_an_attachment_never_leads_out(tmp_path: Path, name: str) -> None:
    """What is named as evidence may be published."""
    folder = an_incident(tmp_path, MINIMAL + f"evidence: [{{id: D1, title: x, file: '{name}'}}]\n")

    assert found(folder)[0][0] in {"R005", "R106"}


def test_a_missing_attachment_lists_what_is_there(tmp_path: Path) -> None:
    """The file may only be spelt differently."""
    folder = an_incident(tmp_path, MINIMAL + "evidence: [{id: D1, title: x, file: report.pdf}]\n")
    (folder / "attachments").mkdir()
    (folder / "attachments" / "Report.pdf").write_bytes(b"")
    if (folder / "attachments" / "report.pdf").exists():
        pytest.skip("a file system that ignores case")

    (problem,) = problems(folder)
    assert (problem.code, "Report.pdf" in problem.hint) == ("R106", True)


def test_what_a_reader_would_miss_is_a_warning(tmp_path: Path) -> None:
    """Gaps never stop a report; `--strict` may."""
    text = MINIMAL + (
        "assessment: {findings: [{id: N1, statement: 处置有效}]}\n"
        "claims: [{id: A1, quote: x, value: 3, unit: '%'}]\n"
        "follow_ups: [{id: F1, action: y}, {id: F2, action: z, owner_role: 公关, due: 2021-08, status: done}]\n"
    )
    warnings = loaded(an_incident(tmp_path, text)).warnings

    assert [(p.code, p.severity, p.place.key) for p in warnings] == [
        ("R115", Severity.WARNING, "assessment.findings.0"),
        ("R111", Severity.WARNING, "claims.0"),
        ("R112", Severity.WARNING, "claims.0"),
        ("R113", Severity.WARNING, "follow_ups.0"),
        ("R114", Severity.WARNING, "follow_ups.0"),
        ("R110", Severity.WARNING, "follow_ups.1"),
    ]


# Files --------------------------------------------------------------------


def test_post_files_are_found_in_order_without_clutter(tmp_path: Path) -> None:
    """Lock files of Office, hidden files and our own notes are no data."""
    folder = an_incident(tmp_path)
    for name in ("b.csv", "a/2.jsonl", "a/1.csv.gz", "~$b.xlsx", ".hidden.csv", "说明.txt", "Thumbs.db", ".git/x.csv"):
        path = folder / "posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")

    got = [path.relative_to(folder / "posts").as_posix() for path in loaded(folder).post_files]
    assert got == ["a/1.csv.gz", "a/2.jsonl", "b.csv"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_are_never_followed(tmp_path: Path) -> None:
    """A link would carry anything of this computer into a published report."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x.csv").write_text("a", encoding="utf-8")
    folder = an_incident(tmp_path)
    (folder / "posts").mkdir()
    (folder / "posts" / "folder").symlink_to(secret)
    (folder / "posts" / "x.csv").symlink_to(secret / "x.csv")
    (folder / "background.md").symlink_to(secret / "x.csv")

    got = loaded(folder)

    assert got.post_files == ()
    assert not got.incident.background.summary
    assert [p.code for p in got.warnings] == ["R005"] * 3


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_an_incident_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    """The same for the folder itself."""
    folder = an_incident(tmp_path / "elsewhere")
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / SLUG).symlink_to(folder)

    assert [p.code for p in problems(tmp_path / "incidents" / SLUG)] == ["R005"]


def test_a_file_nobody_reads_is_pointed_out(tmp_path: Path) -> None:
    """An export laid beside incident.yml instead of in posts/ would silently be missing."""
    folder = an_incident(tmp_path, weibo_csv="a,b\n")
    (folder / "帖文").mkdir()

    warnings = loaded(folder).warnings
    assert [p.place.file.rpartition("/")[2] for p in warnings] == ["weibo.csv", "帖文"]
    assert "posts/" in warnings[0].hint


def test_check_collects_all_incidents(tmp_path: Path) -> None:
    """One broken incident does not hide the problems of the next."""
    an_incident(tmp_path, "title: x\n", slug="a")
    an_incident(tmp_path, MINIMAL + "follow_ups: [{id: F1, action: y, owner_role: z}]\n", slug="b")
    an_incident(tmp_path, slug="c")
    (tmp_path / "incidents" / ".hidden").mkdir()

    assert incident_slugs(tmp_path) == ("a", "b", "c")
    assert {p.place.file.split("/")[1] for p in check(tmp_path)} == {"a", "b"}
    assert check(tmp_path, ["c"]) == ()
    assert [p.code for p in check(tmp_path, ["d"])] == ["R001"]


@settings(max_examples=examples(25))
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda x: st.lists(x, max_size=3)))
def test_any_value_in_any_field_is_read_or_explained(value: object) -> None:
    """Whatever stands behind a field's name, the analyst gets a sentence and not a traceback."""
    lines = Lines(file="f", lines={})

    for name in Incident.model_fields:
        with pytest.raises(ValidationError) as caught:  # something needed is always missing
            Incident.model_validate({name: value})
        assert all(p.message for p in explained(caught.value, lines))
