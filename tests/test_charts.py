"""Charts: the drawing, the interactive chart and the table say the same, whatever comes in."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter import units
from reporter.charts import build, figure, ink, place, plotly, scale, signs, svg, table
from reporter.charts.spec import Bar, Bars, ChartSpec, Estimate, Series, TimeSeries
from reporter.units import Unit
from tests import charts_samples as samples

CHARTS: Final = samples.every_kind()
SVG: Final = "{http://www.w3.org/2000/svg}"

every_chart = pytest.mark.parametrize("name", CHARTS)
counts = st.lists(st.integers(0, 10**7), min_size=1, max_size=60)
labels = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
sizes = st.floats(0, 1e9, allow_nan=False)


def elements(drawing: str) -> ET.Element:
    """The drawing as XML."""
    return ET.fromstring(str(drawing).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - ours


def texts(root: ET.Element) -> list[ET.Element]:
    """The text elements of a drawing."""
    return [element for element in root.iter(f"{SVG}text") if "".join(element.itertext()).strip()]


def left_and_right(element: ET.Element) -> tuple[float, float]:
    """How far a line of text reaches, by the estimate the drawing was laid out with."""
    spans = [(element.text or "", element.get("class", "")), *((s.text or "", s.get("class", "")) for s in element)]
    wide = sum(ink.Sheet.measure(*span) for span in spans)
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
    x = float(element.get("x", "nan")) - before * wide
    return x, x + wide


@every_chart
def test_every_drawing_is_xml_with_a_text_alternative(name: str) -> None:
    """A reader who cannot see it hears the finding and the numbers behind it."""
    spec = CHARTS[name]
    for form in svg.forms(spec.body):
        root = elements(svg.drawing(spec, form))

        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}title")
        assert root.findtext(f"{SVG}desc") == spec.description


@every_chart
def test_every_label_stays_on_the_paper(name: str) -> None:
    """Words over the edge are cut on a phone, where nobody can scroll to them."""
    spec = CHARTS[name]
    for form in svg.forms(spec.body):
        root = elements(svg.drawing(spec, form))
        _, _, wide, tall = map(float, root.get("viewBox", "").split())
        for element in texts(root):
            left, right = left_and_right(element)
            assert left >= -0.2, (form.name, element.text)
            assert right <= wide + 0.2, (form.name, element.text)
            assert 10 <= float(element.get("y", "nan")) <= tall, (form.name, element.text)


@every_chart
def test_no_drawing_holds_a_number_that_is_none(name: str) -> None:
    """NaN in a path makes the browser drop the rest of the curve in silence."""
    drawn = svg.drawings(CHARTS[name])

    assert not re.search(r"nan|inf|None", re.sub(r"<(title|desc|text).*?</\1>", "", drawn))


@every_chart
def test_no_drawing_names_a_colour_or_an_id(name: str) -> None:
    """Colours are tokens, so that dark pages follow; two charts on a page share no id."""
    drawn = svg.drawings(CHARTS[name])

    assert not re.search(r'(?:^|\s)(?:style|fill|stroke|id)="', drawn)


@given(name=labels, finding=labels)
def test_no_words_ever_become_an_element(name: str, finding: str) -> None:
    """Anybody can post; a platform or a claim may be called <img onerror=...>."""
    hostile = name + samples.HOSTILE
    spec = build.share_bars("b", samples.words(finding + samples.HOSTILE), [Bar(name=hostile, value=1, note=hostile)])
    block = str(figure.figure(spec, csv_href=hostile))
    seen = _Tags()
    seen.feed(block)

    assert not seen.names & {"img", "b", "iframe", "style"}
    assert seen.scripts == 1
    assert "<" not in json.dumps(seen.attributes).replace(json.dumps(hostile)[1:-1], "")
    assert "<" not in re.findall(r'class="chart-data">(.*?)</script>', block)[0]


class _Tags(HTMLParser):
    """What a browser would build from a block."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [key for key, _ in attrs]
        self.scripts += tag == "script"


@every_chart
def test_a_block_stands_on_one_line(name: str) -> None:
    """A blank line inside raw HTML ends the block for a Markdown parser."""
    block = str(figure.figure(CHARTS[name], csv_href="data/a.csv"))

    assert "\n" not in block
    assert block.startswith("<figure ")
    assert "data-search-exclude" in block
    assert 'href="data/a.csv"' in block


@given(values=st.lists(st.floats(0, 1e12).map(units.significant), min_size=1, max_size=9))
def test_a_column_has_the_same_decimals_in_every_row(values: list[float]) -> None:
    """65.8489 beside 0.2 promises what nobody measured, and cannot be read down; the CSV keeps every digit."""
    spec = build.share_bars("b", samples.words(), [Bar(name=str(n), value=value) for n, value in enumerate(values)])
    cells = re.findall(r"<td class=figure>([^<]*)</td>", str(figure.figure(spec)))
    decimals = {len(cell.partition(".")[2]) for cell in cells}

    assert len(cells) == len(values)
    assert len(decimals) == 1
    assert (decimals == {0}) == all(value.is_integer() for value in values)
    assert decimals < set(range(5))


@given(total=counts, share=st.floats(0, 1))
def test_drawing_plot_and_table_come_from_the_same_values(total: list[int], share: float) -> None:
    """Three renderings that cannot disagree."""
    part = [int(value * share) for value in total]
    spec = build.volume_chart("v", samples.words(), samples.hours(), total, part)

    data = json.loads(plotly.plotly_json(spec))["data"]
    rows = table.table(spec).rows

    assert [row[1] for row in rows] == total == data[0]["y"]
    assert [row[2] for row in rows] == part == data[1]["y"]
    assert elements(svg.drawing(spec, ink.NARROW)) is not None


@given(total=st.lists(st.integers(0, 10**6), min_size=61, max_size=400))
def test_day_sums_add_up_to_the_hours(total: list[int]) -> None:
    """The page shows days, the CSV hours; nobody may find two totals."""
    spec = build.volume_chart("v", samples.words(), samples.hours(samples.at(3, 7)), total)

    shown = table.shown(spec).rows

    assert sum(row[1] for row in shown if isinstance(row[1], float)) == sum(total)
    assert len(shown) == len({row[0] for row in shown}) <= 18


@every_chart
def test_the_csv_holds_the_table_and_no_formula(name: str) -> None:
    """Excel reads UTF-8 by its mark and runs a cell that starts with an equals sign."""
    data = table.csv_bytes(CHARTS[name])
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    assert data.startswith(b"\xef\xbb\xbf")
    assert len(rows) == 1 + len(table.table(CHARTS[name]).rows)
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", "－"])
def test_a_name_that_looks_like_a_formula_gets_an_apostrophe(start: str) -> None:
    """=HYPERLINK() in a platform's name would run on the analyst's machine."""
    spec = build.share_bars("b", samples.words(), [Bar(name=f"{start}1+1", value=1)])

    name = list(csv.reader(io.StringIO(table.csv_bytes(spec).decode("utf-8-sig"))))[1][0]

    assert name.startswith("'")


def test_negative_numbers_stay_numbers_in_the_csv() -> None:
    """An apostrophe before -60 would turn a claim into text."""
    spec = samples.a_claim(-60, -63, -67, -59, unit=Unit.PERCENT)

    assert b",-60," in table.csv_bytes(spec)


@every_chart
def test_plotly_accepts_every_spec(name: str) -> None:
    """A misspelt key would be dropped by the browser without a word."""
    import plotly.graph_objects as go

    spec: dict[str, Any] = json.loads(plotly.plotly_json(CHARTS[name]))

    drawn = go.Figure(spec)

    assert {trace.type for trace in drawn.data} <= {"scatter", "bar"}
    assert all(axis.type in {None, "date", "category", "log"} for axis in (drawn.layout.xaxis, drawn.layout.yaxis))


def test_names_never_become_numbers_on_a_category_axis() -> None:
    """'007' and '1e5' made a linear axis; two equal names made one bar."""
    long = "一个非常非常长的平台名称用来试验二十个汉字以上如何换行"
    spec = samples.some_bars("007", "1e5", "007", f"{long}甲", f"{long}乙")

    axis = json.loads(plotly.plotly_json(spec))

    assert axis["layout"]["yaxis"]["type"] == "category"
    assert len(set(axis["data"][0]["y"])) == 7


def test_time_travels_as_start_and_step() -> None:
    """240 written hours weigh ten times as much as two numbers."""
    spec = samples.a_volume()

    written = plotly.plotly_json(spec)

    assert '"x0":"2026-09-03 00:00:00","dx":3600000' in written
    assert len(written) < 3_000


def test_the_same_spec_gives_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    """A site is compared byte by byte; the order of a set must not show."""
    code = (
        "from tests import charts_samples as s; from reporter.charts import figure; import hashlib;"
        "print(hashlib.sha256(''.join(str(figure.figure(c)) for c in s.every_kind().values()).encode()).hexdigest())"
    )
    root = Path(__file__).parents[1]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "HOME": str(tmp_path)},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "America/New_York"))
    }

    assert len(seen) == 1


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    """A gap is told in words; whoever sends NaN has a bug."""
    with pytest.raises(ValueError, match=r"nan|inf"):
        Series(name="声量", values=(1.0, value))
    with pytest.raises(ValueError, match=r"nan|inf"):
        Estimate(name="复算", value=value)


def test_numbers_are_rounded_to_ten_digits_on_their_way_in() -> None:
    """The page, the CSV and report.json print the same digits."""
    assert Bar(name="占比", value=100 / 3).value == 33.33333333


@given(st.lists(st.builds(Bar, name=labels, value=sizes), min_size=1, max_size=8))
def test_bars_are_ranked_from_zero(bars: list[Bar]) -> None:
    """A bar that does not start at zero lies about its length; a list that is not ranked hides the first."""
    body = build.share_bars("b", samples.words(), bars).body

    assert isinstance(body, Bars)
    values = [bar.value for bar in body.items]
    assert values == sorted(values, reverse=True)


def test_marks_outside_the_window_are_left_out_and_stages_cut() -> None:
    """An action of next month has no place on this axis."""
    spec = build.volume_chart(
        "v",
        samples.words(),
        samples.hours(),
        [1, 2, 3],
        stages=samples.stages(samples.at(9)),
        actions=samples.actions(),
    )

    assert isinstance(spec.body, TimeSeries)
    assert spec.body.actions == ()
    assert spec.body.stages[0].end == spec.body.end


def test_the_zoom_shows_the_same_hours_as_the_whole() -> None:
    """It is cut, not recomputed: its peak is the whole curve's peak."""
    whole = samples.a_volume()

    part = build.zoom(whole, samples.words())

    assert part is not None
    assert isinstance(whole.body, TimeSeries)
    assert isinstance(part.body, TimeSeries)
    assert len(part.body.series[0].values) == 72
    assert max(part.body.series[0].values) == max(whole.body.series[0].values)
    assert build.zoom(samples.a_volume([1] * 100), samples.words()) is None


def test_the_longest_wait_is_named_and_the_way_to_calm_is_not() -> None:
    """Five days to calm are no wait of ours; 19 hours between plan and word are."""
    spec = samples.a_clock()

    drawn = svg.drawing(spec, ink.NARROW)

    assert drawn.count("rail-longest") == 1
    assert "19" in re.findall(r'strong neg"[^>]*>([^<]*)', drawn)[0]
    assert "rail-broken" in drawn


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12))
def test_circles_keep_their_order_and_distance(wanted: list[float]) -> None:
    """Two numbers that overlap cannot be read; two that swap places mislead."""
    spots = place.pushed_apart(sorted(wanted), 25, 12, 316)

    assert all(b - a >= 25 - 1e-6 for a, b in pairwise(spots))
    assert spots[0] >= 12 - 1e-6
    assert spots[-1] <= 316 + 1e-6


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=600))
def test_thinning_keeps_the_highest_point(values: list[int]) -> None:
    """A curve with more hours than px may lose points, never its peak."""
    spec = build.volume_chart("v", samples.words(), samples.hours(), values)
    assert isinstance(spec.body, TimeSeries)
    drawn = elements(svg.drawing(spec, ink.NARROW))

    line = next(e.get("d", "") for e in drawn.iter(f"{SVG}path") if e.get("class") == "total-line")
    peak = next((e for e in drawn.iter(f"{SVG}circle") if e.get("class") == "peak"), None)

    if peak is not None:
        assert abs(min(_ys(line)) - float(peak.get("cy", "nan"))) < 0.5


def _ys(path: str) -> list[float]:
    """The y of every point of a path of relative lines."""
    start, _, rest = path.partition("l")
    y = float(start.split()[1])
    out = [y]
    for step in rest.split()[1::2]:
        y += float(step)
        out.append(y)
    return out


@given(
    start=st.integers(samples.at(1), samples.at(28)),
    length=st.integers(3600, 900 * 86_400),
    room=st.sampled_from([328, 600, 856]),
)
def test_date_labels_never_touch(start: int, length: int, room: int) -> None:
    """From an hour to three years: at least one label, and free paper between two."""
    ticks = [t for t in scale.date_ticks(start, start + length, samples.ZONE, room) if t.words]
    xs = [(t.at - start) / length * room for t in ticks]

    assert ticks
    assert all(x + ink.width(t.words, ink.TICK) < after for x, after, t in zip(xs, xs[1:], ticks, strict=False))


@pytest.mark.parametrize("kind", signs.KINDS)
def test_every_sign_is_a_small_silent_drawing(kind: signs.SignKind) -> None:
    """The word beside it speaks; two signs that look alike in grey would not be told apart."""
    drawn = signs.sign(kind)

    assert elements(drawn).get("aria-hidden") == "true"
    others = {signs.sign(other) for other in signs.KINDS if other != kind}  # type: ignore[arg-type]
    assert drawn not in others


def test_how_long_a_drawing_takes_is_told() -> None:
    """Printed and not asserted: a loaded machine is not a bug."""
    spec: ChartSpec = CHARTS["volume"]
    times = []
    for _ in range(5):
        before = time.process_time()
        svg.drawings(spec)
        times.append(time.process_time() - before)

    print(f"three drawings of 240 hours: {min(times) * 1000:.2f} ms")  # noqa: T201
