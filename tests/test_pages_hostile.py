"""An incident whose every word is an attack: pages stay what the templates made them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Dialog

from reporter.flow import plan_site
from reporter.website.build import build_site
from tests.conftest import unhurried
from tests.projects import Built, fields, quick, write_incident, write_posts
from tests.test_safe import Reader

IMAGE: Final = "<img src=x onerror=alert(1)>"
#: Attacks that belong together: one that opens what another closes must not be met alone only.
PAYLOADS: Final = {
    "elements": f"{IMAGE} <div markdown=1> <svg/onload=alert(1)> <a href='javascript:alert(1)'>a</a> ",
    "closings": "</p></div></section><script>alert(1)</script></textarea></style><style>*{display:none}</style> ",
    "attributes": "\" onmouseover=\"alert(1)\" x=\" ' style='position:fixed' onclick='alert(1) ",
    "markdown": "[x](javascript:alert(1)) ![x](https://example.org/x.png) --- # x `y` {: onclick=alert(1) } ",
    "templates": "{{7*7}}{% include 'x' %}{# x ]]><![CDATA[ <?php ?> <!-- ",
    "entities": "&#60;img src=x onerror=alert(1)&#62; &lt;script&gt;alert(1)&lt;/script&gt; ",
    "invisible": "\u202e\u2066\u200b\ufeff wzxhzdk:0 ",
    "endless": "W" * 400 + " ",
    "figures": "9" * 400 + "万" * 40 + " ",
}

_TIME: Final = "2021-06-18 10:00"


def hostile(word: str, payload: str) -> str:
    """A text of the field `word` that attacks."""
    return f"{payload}词{word}"


def attacked(payload: str) -> dict[str, Any]:
    """An incident with the payload in every field that takes words."""

    def text(word: str) -> str:
        return hostile(word, payload)

    claim = {
        "locator": text("locator"),
        "source": text("csource"),
        "definition": text("cdef"),
        "population": text("cpop"),
    }
    return fields(
        title=text("title"),
        short_title=text("short"),
        organisation={"name": text("org"), "sector": text("sector")},
        crisis_types=[text("type")],
        trigger=text("trigger"),
        platforms=[text("platform")],
        classification="公开",
        revision={"number": 1, "note": text("revision")},
        summary={name: text(name) for name in ("judgement", "what_happened", "timely", "calm", "risk", "decide")},
        background={
            "summary": text("background"),
            "stakeholders": [{"name": text("who"), "note": text("note")}],
            "impact": [text("impact")],
            "causes": [{"text": text("cause"), "evidence": ["E1"]}],
            "warning_level": {"value": text("level"), "rubric": text("rubric")},
        },
        timeline=[
            {
                "id": "T1",
                "at": "2021-06-18 08:00",
                "what": text("event"),
                "stage": "first_exposure",
                "source": text("es"),
            },
            {"id": "T2", "at": "2021-06-18 09:00", "what": text("minor"), "stage": "detection", "key": False},
            {"id": "T3", "at": _TIME, "what": text("third"), "stage": "first_response"},
        ],
        strategy={
            "summary": text("strategy"),
            "principles": [text("principle")],
            "team": {"lead": text("lead"), "members": [text("member")]},
            "objectives": [{"id": "O1", "text": text("objective")}],
            "items": [{"id": "S1", "text": text("item"), "actions": ["R1"]}],
            "decisions": [
                {
                    "at": _TIME,
                    "decision": text("decision"),
                    "why": text("why"),
                    "by": text("by"),
                    "known": text("known"),
                    "options": [text("option")],
                    "outcome": text("outcome"),
                },
            ],
        },
        response={"benchmark": "own", "own": {"name": text("own"), "hours": 2, "source": text("ownsource")}},
        viewpoints=[
            {"id": "W1", "voice": "public", "text": text("view"), "share": 30, "n": 100, "source": text("vsource")},
            {"id": "W2", "voice": "media", "text": text("press"), "critical": True, "source": text("psource")},
        ],
        situation={"cluster": "victim", "reason": text("reason")},
        residual_risks=[
            {
                "id": "K1",
                "kind": "other",
                "text": text("risktext"),
                "trigger": text("rtrigger"),
                "sign": text("sign"),
                "owner_role": text("watcher"),
            },
        ],
        review={name: [{"text": text(name)}] for name in ("well", "problems", "causes", "improvements", "lucky")},
        actions=[
            {
                "id": "R1",
                "name": text("action"),
                "announced_at": _TIME,
                "channel": text("channel"),
                "statement": text("statement"),
                "tactics": [text("tactic")],
                "first_response": True,
            },
            {"id": "R2", "name": text("second"), "announced_at": "2021-06-18 14:00"},
        ],
        assessment={
            "summary": text("assessment"),
            "confounders": [text("confounder")],
            "findings": [
                {"id": "N1", "statement": text("finding"), "evidence": ["T1"], "rivals": [text("rival")]},
            ],
        },
        claims=[
            {"id": "A1", "quote": text("quote"), "metric": "volume", "value": 3, "unit": "posts", **claim},
            {"id": "A2", "quote": text("late"), "asserts": {"topic": "first_response", "value": "late"}},
            {"id": "A3", "quote": text("prompt"), "asserts": {"topic": "first_response", "value": "prompt"}},
            {
                "id": "A4",
                "quote": text("causal"),
                "causal": True,
                "reply": {"owner": text("owner"), "date": "2021-06-20", "text": text("reply")},
            },
        ],
        lessons_summary=text("lessons"),
        lessons=[{"id": "L1", "text": text("lesson"), "supports": ["R1"], "contradicts": ["A2"], "follow_ups": ["F1"]}],
        follow_ups=[{"id": "F1", "action": text("follow"), "owner_role": text("role"), "due": "2021-06-20"}],
        evidence=[{"id": "E1", "title": text("document"), "source": text("dsource")}],
    )


def _own(hour: int) -> str:
    """Characters no other hour's post holds: alike but for an attack, the posts would be copies that count once."""
    return "".join(chr(0x5000 + 150 * hour + i) for i in range(150))


def attack_with(project: Path, slug: str, payload: str) -> None:
    """An incident attacked with the payload, its posts and the name of their file too."""
    folder = write_incident(project, slug, **attacked(payload))
    cell = payload.replace('"', '""')
    rows = [
        f'"{hour}",{place},"2021-06-18 {hour:02d}:30","{cell}价格{_own(hour)}词post",原创,"{cell}词author"'
        for hour in range(24)
        for place in ("微博", f'"{cell}词place"')
    ]
    name = "export.csv" if os.name == "nt" else f"{payload[:40].replace('/', '')}.csv"
    write_posts(folder, name, "帖子编号,平台,发布时间,正文,类型,作者", *rows)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one harmless incident and one for each attack."""
    project = tmp_path_factory.mktemp("hostile")
    for slug, payload in {"harmless": "平常的话 ", **PAYLOADS}.items():
        attack_with(project, slug, payload)
    plan = plan_site(quick(project))
    assert not plan.broken
    return build_site(project, project / "site", plan.artefacts, epoch=plan.epoch).site


class Shapes(Reader):
    """Every kind of element with the names of its attributes; where every link leads."""

    def __init__(self, html: str) -> None:
        self.kinds: set[tuple[str, ...]] = set()
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        self.kinds.add((tag, *sorted(name for name, _value in attrs)))
        super().handle_starttag(tag, attrs)

    @property
    def links(self) -> set[str | None]:
        """Where links, pictures and scripts lead."""
        return {value for name, value in self.attributes if name in {"href", "src", "action", "data", "srcset"}}

    def counted(self) -> dict[str, int]:
        """How many there are of the elements no text of an incident may make."""
        forbidden = ("script", "style", "base", "meta", "link", "iframe", "img", "form")
        return {tag: self.tags.count(tag) for tag in forbidden}


def shapes(folder: Path) -> dict[str, Shapes]:
    """The pages of a folder, read."""
    return {path.name: Shapes(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.html"))}


#: What the analyst's own Markdown and the figures kept on a line may add.
ALLOWED: Final = {("a", "rel"), ("span", "class"), *((tag,) for tag in "p code hr em strong ul li".split())}
#: Fields no page shows.
HIDDEN: Final[set[str]] = set()


def written(value: object) -> Iterator[str]:
    """The field words of everything in an incident."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from written(part)
    elif isinstance(value, str) and "词" in value:
        yield value.rpartition("词")[2]


@pytest.fixture(scope="module")
def known(site: Path, both: Built) -> set[tuple[str, ...]]:
    """Every kind of element that pages of harmless words have."""
    folders = [site / "incidents" / "harmless", both.site, *(both.site / "incidents").iterdir()]
    return set().union(ALLOWED, *(page.kinds for folder in folders for page in shapes(folder).values()))


@pytest.mark.parametrize("attack", PAYLOADS)
def test_no_word_of_an_incident_makes_an_element(attack: str, site: Path, known: set[tuple[str, ...]]) -> None:
    """It must hold without the content security policy: pages are saved, printed and pasted."""
    expected = shapes(site / "incidents" / "harmless")

    found = shapes(site / "incidents" / attack)

    assert found.keys() == expected.keys()
    for name, page in found.items():
        assert page.kinds - known == set(), name
        assert page.links - expected[name].links == set(), name
        assert page.counted() == expected[name].counted(), name
    words = "".join(page.words for page in found.values())
    assert {word for word in written(attacked(PAYLOADS[attack])) if f"词{word}" not in words} == HIDDEN
    assert "词author" not in words


def test_the_list_and_the_search_take_no_element_from_a_title(site: Path, known: set[tuple[str, ...]]) -> None:
    """One incident must not reach the page of all; the search shows its index as HTML."""
    (archive,) = (page for name, page in shapes(site).items() if name == "index.html")
    entries = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    tags = {tag for entry in entries for key in ("title", "text") for tag in Reader(entry[key]).tags}

    assert archive.kinds - known == set()
    assert archive.words.count("词title") >= len(PAYLOADS)
    assert tags <= {"h1", "h2", "h3", "h4", "h5", "h6", "p", "li"}


def test_characters_that_stop_a_parser_never_reach_a_page(tmp_path: Path) -> None:
    """YAML can write NUL and Markdown's own marks; they are refused or gone."""
    write_incident(tmp_path, "case", **attacked("\x00\x02wzxhzdk:0\x03\x1b[31m\x85 "))

    plan = plan_site(quick(tmp_path))

    pages = [str(artefact.content) for artefact in plan.artefacts if artefact.kind == "page"]
    assert not plan.broken
    assert "wzxhzdk:0" in pages[0]
    assert set("".join(pages)) & set("\x00\x02\x03\x1b\x85") == set()


_OPEN_AND_TAP: Final = """() => {
  document.querySelectorAll('.rp details').forEach(one => one.open = true);
  document.querySelectorAll('.rp figure.chart button').forEach(one => one.click());
}"""


@pytest.mark.browser
@pytest.mark.parametrize("attack", PAYLOADS)
def test_no_attack_runs_asks_outside_or_breaks_the_page_in_a_browser(attack: str, site: Path, browser: Browser) -> None:
    """With the policy switched off, on the smallest phone, everything folded opened, every chart tapped."""
    context = unhurried(browser, viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    faults: list[str] = []
    requests: list[str] = []

    def refuse(dialog: Dialog) -> None:
        faults.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    widths = {}
    for path in sorted((site / "incidents" / attack).glob("*.html")):
        page.goto(path.as_uri())
        page.evaluate(_OPEN_AND_TAP)
        page.wait_for_function("!document.querySelector('.chart-live[disabled]')")
        widths[path.name] = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert faults == []
    assert {name: wide for name, wide in widths.items() if wide > 360} == {}
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
