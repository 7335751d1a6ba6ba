"""Who spoke and from where: shares of what is named, small groups together, first seen, key nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.i18n import speaking
from reporter.incident import Incident
from reporter.labels import Hand, label_chunk
from reporter.metrics import Calibration, Direction, Gap, Interval, Metric
from reporter.metrics.cells import SMALL_CELL
from reporter.metrics.net import interval, net
from reporter.metrics.places import PROVINCES, place, places
from reporter.tallies import Tally, tally
from reporter.units import Unit
from reporter.windows import WHOLE, Window, declared_windows
from tests.builders import a_chunk, a_post
from tests.projects import an_incident
from tests.test_metrics import START, inputs, measured


def counted(posts: Sequence[Mapping[str, object]], incident: Incident) -> Tally:
    """The tally of posts given by the fields a test is about."""
    rows = [a_post(**{"post_id": str(i), "time": START + timedelta(hours=1), **post}) for i, post in enumerate(posts)]
    return tally(label_chunk(a_chunk(rows), np.full(len(rows), np.nan), Hand(stances={})), declared_windows(incident))


def found(posts: Sequence[Mapping[str, object]], incident: Incident | None = None) -> dict[str, Metric]:
    """The whole period's metrics of those posts."""
    incident = incident or an_incident()
    return measured(inputs(incident, counted(posts, incident)))


# Places -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("发布于 广东", "广东"),
        ("IP属地：广东省", "广东"),
        ("广西壮族自治区", "广西"),
        ("香港", "中国香港"),
        ("中国台湾", "中国台湾"),
        ("澳门特别行政区", "中国澳门"),
        ("美国", "境外"),
        ("海外", "境外"),
        ("美国 纽约", "境外"),
        ("United States", "境外"),
        ("Guangdong, China", "广东"),
        ("Shaanxi Province", "陕西"),
        ("Shanxi", "山西"),
        ("Guangxi Zhuang Autonomous Region", "广西"),
        ("Hong Kong", "中国香港"),
        ("Taiwan, China", "中国台湾"),
        ("臺灣", "中国台湾"),
        ("廣東", "广东"),
        ("深圳市", "广东"),
        ("苏州", "江苏"),
        ("朝阳区", ""),
        ("火星", ""),
        ("未知", ""),
        ("", ""),
    ],
)
def test_a_place_has_one_name(written: str, shown: str) -> None:
    """Every exporter writes 广东 in its own way, and 香港 is no country."""
    assert place(written) == shown


@given(
    st.sampled_from(PROVINCES),
    st.sampled_from(
        ["", "IP属地：", "IP属地:", "ip属地 ", "发布于 ", "发布于", "来自", "IP归属地：", "中国", "中国 ", "中国·"]
    ),
    st.sampled_from(["", "省", "市", "自治区", "壮族自治区", " 深圳", "省/某市", "-某县", " "]),
)
def test_no_spelling_of_a_province_is_abroad(short: str, head: str, tail: str) -> None:
    """A new suffix must not move people out of the country."""
    assert place(head + short + tail) == short


@given(
    st.sampled_from([("香港", "中国香港"), ("澳门", "中国澳门"), ("台湾", "中国台湾"), ("澳門", "中国澳门")]),
    st.sampled_from(["", "IP属地：", "发布于 ", "中国"]),
    st.sampled_from(["", "特别行政区", "省", " 某区"]),
)
def test_regions_of_china_are_named_in_full(names: tuple[str, str], head: str, tail: str) -> None:
    """Never as a country, however an export writes them."""
    assert place(head + names[0] + tail) == names[1]


@given(st.text(max_size=12))
def test_a_name_in_no_list_is_unknown(written: str) -> None:
    """境外 is what the list of countries says, and nothing else; no text breaks it."""
    shown = place(written)

    assert shown in {"", "境外", "中国香港", "中国澳门", "中国台湾", *PROVINCES}


@given(st.dictionaries(st.sampled_from([*PROVINCES, "美国", "香港", "未知", ""]), st.integers(0, 50)))
def test_no_post_gets_lost_between_written_and_shown(counts: dict[str, int]) -> None:
    """Names melt together, counts do not."""
    assert sum(places(counts).values()) == sum(counts.values())


# Groups -------------------------------------------------------------------------


def test_shares_are_of_the_posts_that_name_a_region() -> None:
    """20 of 浙江, 10 of 江苏 (written three ways) and 30 that name none: 67 % and 33 %, coverage beside it."""
    regions = ["浙江"] * 20 + ["江苏"] * 5 + ["江苏省"] * 3 + ["发布于 江苏"] * 2 + [""] * 15 + [None] * 15
    with speaking("en"):
        whole = found([{"region": region} for region in regions])

    assert whole["region_share@浙江"].value == pytest.approx(100 * 20 / 30)
    assert whole["region_share@江苏"].value == pytest.approx(100 * 10 / 30)
    assert whole["region_share@江苏"].note == "30 of 60 posts name one"


def test_a_group_too_small_to_stay_unknown_is_not_shown_alone() -> None:
    """Nine people of one province, and what would let them be worked out from the rest."""
    few = SMALL_CELL - 1
    whole = found([{"region": "浙江"}] * 40 + [{"region": "江苏"}] * 20 + [{"region": "西藏"}] * few)
    shown = {name for name in whole if name.startswith("region_share@")}

    assert shown == {"region_share@浙江", "region_share@others"}
    assert whole["region_share@others"].value == pytest.approx(100 * (20 + few) / (60 + few))


def test_one_group_alone_is_no_comparison() -> None:
    """100 % of the one channel somebody wrote down says nothing of the others."""
    whole = found([{"channel": "微博"}] * 5 + [{}] * 20)

    assert whole["channel_share"].gap is Gap.TOO_FEW
    assert whole["region_share"].gap is Gap.NO_FIELD


# First seen, key nodes ------------------------------------------------------------


def test_the_first_seen_stands_beside_the_stated_exposure() -> None:
    """What was not searched for is not seen: the collection begins half an hour after the exposure."""
    incident = an_incident(
        timeline=[{"id": "E1", "at": "2021-06-18 00:30", "what": "首曝", "stage": "first_exposure"}],
    )
    posts: list[dict[str, object]] = [{"platform": "douyin", "time": START + timedelta(hours=2)}, {}]
    with speaking("zh"):
        whole = found(posts, incident)

    assert whole["first_seen"].value == (START + timedelta(hours=1)).timestamp()
    assert whole["first_seen"].note == "晚于注明的首曝30分"
    assert whole["first_seen@douyin"].value == (START + timedelta(hours=2)).timestamp()


def test_ten_posts_carry_what_they_carry() -> None:
    """Ten posts with 9 likes among ninety with 1: half of all engagement."""
    whole = found([{"likes": 9}] * 10 + [{"likes": 1}] * 90)

    assert whole["key_node_share"].value == pytest.approx(50)
    assert found([{}])["key_node_share"].gap is Gap.NO_FIELD


# Net sentiment --------------------------------------------------------------------


def share(name: str, value: float | None, ends: tuple[float, float] | None = None) -> Metric:
    """A share as the sentiment family gives it."""
    return Metric(
        id=name,
        label=name,
        value=value,
        unit=Unit.PERCENT,
        method="test/1",
        source="x",
        direction=Direction.UP,
        interval=Interval(*ends) if ends else None,
        n=400,
        calibration=Calibration.HAND,
        gap=None if value is not None else Gap.NO_LABELS,
    )


def test_net_sentiment_of_a_sample_has_the_multinomial_interval() -> None:
    """100 positive, 200 negative of 400: -.25 with standard error sqrt((.75 - .0625) / 400) = .0415."""
    half = {p: 1.959964 * (p * (1 - p) / 400) ** 0.5 * 100 for p in (0.25, 0.5)}
    positive = share("positive_share", 25, (25 - half[0.25], 25 + half[0.25]))
    negative = share("negative_share", 50, (50 - half[0.5], 50 + half[0.5]))

    (metric,) = net({"positive_share": positive, "negative_share": negative}, Window(WHOLE, 0, 1))

    assert metric.value == -0.25
    assert metric.interval == pytest.approx((-0.25 - 1.959964 * 0.041458, -0.25 + 1.959964 * 0.041458, 0.95), abs=1e-4)
    assert interval(share("positive_share", 25), negative) is None


def test_the_machine_index_gives_no_net_sentiment() -> None:
    """It tells negative from the rest only; a difference would be invented."""
    found_ = {"positive_share": share("positive_share", None), "negative_share": share("negative_share", 50)}

    (metric,) = net(found_, Window(WHOLE, 0, 1))

    assert metric.gap is Gap.NO_LABELS
