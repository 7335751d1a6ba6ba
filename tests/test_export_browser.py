"""The one file as its reader meets it: out of a chat, without a network, on a phone and on a desk, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from reporter.documents import read_document
from reporter.export.one_file import one_file
from reporter.export.pages import pages_among
from reporter.export.pdf import pdf
from reporter.flow import plan_site
from tests.conftest import unhurried
from tests.projects import FOUNDING, SIBLING, Built, quick
from tests.test_pages_hostile import attack_with
from tests.test_site_browser import SMALL, TIGHT

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
PAPER: Final = {"light": "rgb(253, 252, 249)", "dark": "rgb(17, 23, 29)"}

#: The charts there are (one is for phones only), and those of them that show a drawing.
_CHARTS: Final = """() => [...document.querySelectorAll('figure.chart')]
  .filter(one => getComputedStyle(one).display !== 'none').length"""
_DRAWN: Final = """() => [...document.querySelectorAll('figure.chart')]
  .filter(one => [...one.querySelectorAll('svg')].some(svg =>
    svg.getBoundingClientRect().height > 40 && svg.querySelector('path, rect, circle'))).length"""


@pytest.fixture(scope="module")
def files(both: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing in it but the files, named by their incidents."""
    folder = tmp_path_factory.mktemp("mail")
    for slug in (FOUNDING, SIBLING):
        html = one_file(pages_among(both.plan.artefacts, slug))
        (folder / f"{slug}.html").write_text(html, encoding="utf-8")
    return folder


class Opened:
    """A page, and everything that should not have happened on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.faults.append(message.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))


Open = Callable[..., Opened]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens a file in a context of its own, without a network."""
    contexts = []

    def open_(path: Path, width: int = 390, scheme: Scheme = "light", **more: bool) -> Opened:
        context = unhurried(
            browser,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            offline=True,
            **more,
        )
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.goto(path.as_uri())
        return found

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("slug", [FOUNDING, SIBLING])
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (390, "dark"), (768, "light"), (1280, "light")])
def test_it_opens_whole_quiet_and_alone(files: Path, opened: Open, slug: str, width: int, scheme: Scheme) -> None:
    """No request but for itself, no word in the console, nothing wider than the screen, every chart drawn."""
    file = opened(files / f"{slug}.html", width, scheme)
    page = file.page

    page.evaluate("document.querySelectorAll('article details').forEach(one => one.open = true)")

    assert [url for url in file.requests if not url.startswith("data:")] == [(files / f"{slug}.html").as_uri()]
    assert file.faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER[scheme]
    charts = page.evaluate(_CHARTS)
    assert page.evaluate(_DRAWN) == charts
    assert (charts >= 4) is (slug == SIBLING)


def test_a_thumb_and_tired_eyes_manage(files: Path, opened: Open) -> None:
    """As on the site: text is never under 16 px, nothing to tap under 44 px."""
    page = opened(files / f"{SIBLING}.html").page

    page.evaluate("document.querySelectorAll('article details').forEach(one => one.open = true)")

    assert page.evaluate(SMALL) == []
    assert page.evaluate(TIGHT) == []


def test_it_reads_without_javascript(files: Path, opened: Open) -> None:
    """A phone's file viewer runs none: text, drawings, contents and the look of the system are there all the same."""
    file = opened(files / f"{SIBLING}.html", 390, "dark", java_script_enabled=False)

    assert file.page.locator("figure.chart svg:visible").count() >= 4
    assert file.page.locator(".sh-look").is_hidden()
    file.page.click(".sh-menu summary")
    assert file.page.locator(".sh-menu nav a:visible").count() > 20
    assert file.faults == []


def test_a_link_leads_to_the_annex_and_back(files: Path, opened: Open) -> None:
    """A chat's viewer has no way back of its own."""
    page = opened(files / f"{SIBLING}.html").page

    page.click(".rp-unverified a >> nth=0")
    there = page.evaluate("document.querySelector('#annex-claims').getBoundingClientRect().top")
    page.click("#annex-claims ~ a")

    assert 0 < there < 200
    assert page.evaluate("scrollY") < 100


def test_a_chosen_look_holds_and_the_menu_closes(files: Path, opened: Open) -> None:
    """The site's own script, without the site's other scripts around it."""
    file = opened(files / f"{SIBLING}.html", 390, "dark")
    page = file.page

    page.click("label[for=__look_1]")
    page.click(".sh-menu summary")
    page.click(".sh-menu nav a >> nth=3")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER["light"]
    assert page.evaluate("document.querySelector('.sh-menu').open") is False
    assert file.faults == []


def test_no_attack_runs_with_the_policy_switched_off(tmp_path: Path, opened: Open) -> None:
    """The policy is the second wall, not the first."""
    payload = "</p></div></section><script>document.title='hurt'</script><img src=x onerror=document.title='hurt'> "
    attack_with(tmp_path, "attack", payload)
    path = tmp_path / "attack.html"
    path.write_text(one_file(pages_among(plan_site(quick(tmp_path)).artefacts, "attack")), encoding="utf-8")

    file = opened(path, 360, bypass_csp=True)
    file.page.evaluate("document.querySelectorAll('article details').forEach(one => one.open = true)")

    assert "hurt</script>" in file.page.locator("#__text").inner_text().replace("'", "")
    assert file.page.title() != "hurt"
    assert file.page.evaluate("document.images.length + document.scripts.length") == 1
    assert file.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert file.faults == []


@pytest.fixture(scope="module")
def printed(files: Path, browser: Browser) -> Path:
    """The sibling on paper, by the browser the tool itself finds."""
    assert browser.is_connected()  # or the test is skipped, where none is promised
    page, paper = files / f"{SIBLING}.html", files / f"{SIBLING}.pdf"
    paper.write_bytes(pdf(page.read_text(encoding="utf-8")))
    return paper


def test_the_pdf_has_title_conclusion_and_bookmarks(printed: Path, both: Built) -> None:
    """Filed under its own name, readable for `reporter claims check`, and the annexes are found by the bookmarks."""
    (report,) = (report for report in both.plan.reports if report.slug == SIBLING)
    title, reader, text = str(report.incident.title), PdfReader(printed), "".join(read_document(printed).text.split())
    marks = [str(mark["/Title"]) for mark in reader.outline if not isinstance(mark, list)]

    assert printed.read_bytes().startswith(b"%PDF")
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert title in text
    assert "首次回应距首曝约33小时" in text
    assert [mark.partition("：")[2] for mark in marks[1:]] == ["上报数据核验", "数据依据", "指标明细"]


def test_paper_is_a4_and_every_sheet_has_its_number(printed: Path) -> None:
    """Sheets are taken apart and put together again."""
    pages = PdfReader(printed).pages
    size = [round(float(value)) for value in pages[0].mediabox[2:]]
    numbers = [f"{number}/{len(pages)}" in page.extract_text().replace(" ", "") for number, page in enumerate(pages, 1)]

    assert size == [595, 842]
    assert all(numbers)
    assert len(pages) < 80
