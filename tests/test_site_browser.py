"""The built site as readers meet it: any width, light and dark, offline, without JavaScript, under attack."""

from __future__ import annotations

import functools
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as NeverRests

from reporter.flow import plan_site
from reporter.website.build import build_site
from reporter.workshop import Workshop
from tests.conftest import unhurried
from tests.scorers import ToyScorer
from tests.sibling import make_sibling
from tests.site_sample import SLUG, a_project, a_report, a_site

pytestmark = pytest.mark.browser

ROOT: Final = Path(__file__).parents[1]
FOUNDING: Final = "2021-06-ecommerce-pricing"
SIBLING: Final = "2023-09-sibling"

#: The first page of each kind.
PAGES: Final = (
    "index.html",
    f"incidents/{FOUNDING}/index.html",
    f"incidents/{FOUNDING}/evidence.html",
    f"incidents/{FOUNDING}/claims.html",
    f"incidents/{SIBLING}/index.html",
    f"incidents/{SIBLING}/evidence.html",
    f"incidents/{SIBLING}/claims.html",
    f"incidents/{SIBLING}/metrics.html",
    "manual/index.html",
)
#: How long a page may take to come to rest, in ms.
_REST: Final = 15_000
#: Widths in pixels; dark shows nothing at other widths that light does not.
LOOKS: Final = ((360, "light"), (390, "dark"), (768, "light"), (1280, "light"), (1280, "dark"))
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding case, the simulated incident's small sibling and the manual, as one site."""
    project = tmp_path_factory.mktemp("browser") / "project"
    shutil.copytree(ROOT / "incidents" / FOUNDING, project / "incidents" / FOUNDING)
    make_sibling(project / "incidents" / SIBLING)
    shutil.copytree(ROOT / "manual", project / "manual")
    shutil.copy(ROOT / "mkdocs.yml", project)
    workshop = Workshop(project)
    vars(workshop)["scorer"] = ToyScorer()  # SnowNLP costs seconds and changes nothing a browser sees
    return build_site(project, project.parent / "site", plan_site(workshop).artefacts).site


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Path], str]]:
    """Serves a folder under a sub-path of a local address, as a project page of a code host does."""
    servers = []

    def serve(folder: Path) -> str:
        # The folder's parent is the root, so its name is the sub-path.
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder.parent)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/{folder.name}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@dataclass
class Visit:
    """A page of the browser that keeps everything that should not have happened."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Keep console messages, errors, failed and foreign requests, bad answers."""
        page = self.page
        page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on("request", lambda request: self._foreign(request.url))
        page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def _answered(self, status: int, url: str) -> None:
        if status >= HTTPStatus.BAD_REQUEST:
            self.faults.append(f"{status}: {url}")

    def _foreign(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.faults.append(f"outside: {url}")

    def open(self, path: str) -> Page:
        """Go to a page of the site and wait until it rests."""
        self.page.goto(self.base + path)
        # Busy machines never report "networkidle", though everything had loaded long before.
        with suppress(NeverRests):
            self.page.wait_for_load_state("networkidle", timeout=_REST)
        return self.page


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Makes visits to a site; each has a context of its own."""
    contexts = []

    def make(base: str, width: int = 390, **given: Any) -> Visit:  # noqa: ANN401 - Playwright's options
        context = unhurried(browser, viewport={"width": width, "height": 844}, **given)
        contexts.append(context)
        made = Visit(page=context.new_page(), base=base)
        made.listen()
        return made

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_overflows_asks_outside_or_complains(
    built_site: Path, served: Callable[[Path], str], visit: Callable[..., Visit], width: int, scheme: Scheme
) -> None:
    """One external request tells others who reads the report; one error hides a chart."""
    reader = visit(served(built_site), width, color_scheme=scheme)

    widths = {path: reader.open(path).evaluate("document.documentElement.scrollWidth") for path in PAGES}

    assert {path: wide for path, wide in widths.items() if wide > width} == {}
    assert reader.faults == []


@pytest.mark.parametrize("slug", [FOUNDING, SIBLING])
def test_a_phone_shows_the_conclusion_and_the_answers_at_once(
    built_site: Path, visit: Callable[..., Visit], slug: str
) -> None:
    """Whoever reads for two minutes reads the first screen; 844 pixels are the phone of the brief."""
    page = visit(f"{built_site.as_uri()}/").open(f"incidents/{slug}/index.html")

    ends = page.evaluate("""['.rp-judgement', '.rp-answers'].map(
      one => document.querySelector(one).getBoundingClientRect().bottom)""")

    assert 0 < ends[0] < ends[1] <= 844


_DRAWN = """() => [...document.querySelectorAll('figure.chart')].map(figure => {
  const seen = [...figure.querySelectorAll('svg')].map(svg => svg.getBoundingClientRect());
  return seen.some(box => box.width > 100 && box.height > 30);
})"""


@pytest.mark.parametrize("way", ["served", "file"])
def test_every_chart_is_drawn_without_javascript(
    built_site: Path, served: Callable[[Path], str], visit: Callable[..., Visit], way: str
) -> None:
    """Plotly's own pages showed 0 of 6 charts; print, WeChat and mail previews run no script."""
    base = served(built_site) if way == "served" else f"{built_site.as_uri()}/"
    reader = visit(base, java_script_enabled=False)

    page = reader.open(f"incidents/{SIBLING}/index.html")

    drawn = page.evaluate(_DRAWN)
    assert len(drawn) >= 3
    assert all(drawn)
    assert reader.faults == []


@pytest.mark.parametrize("way", ["served", "file"])
def test_search_finds_a_conclusion(
    built_site: Path, served: Callable[[Path], str], visit: Callable[..., Visit], way: str
) -> None:
    """Chinese words are cut by jieba; on file:// no worker and no request is allowed."""
    base = served(built_site) if way == "served" else f"{built_site.as_uri()}/"
    reader = visit(base)
    page = reader.open("index.html")

    page.click("label.sh-search-open")
    page.keyboard.insert_text("回应")
    page.wait_for_selector(".md-search-result__link")
    page.click(".md-search-result__link[href*='incidents/'] >> nth=0")
    page.wait_for_url(re.compile("incidents/"))

    assert reader.faults == []


def test_a_first_view_loads_no_search(
    built_site: Path, served: Callable[[Path], str], visit: Callable[..., Visit]
) -> None:
    """Material's script, its worker and the index were four fifths of what a phone had to load."""
    reader = visit(served(built_site))
    loaded: list[str] = []
    reader.page.on("request", lambda request: loaded.append(request.url.removeprefix(reader.base)))

    page = reader.open(f"incidents/{SIBLING}/index.html")
    first = {re.sub(r"\.[0-9a-f]{10}\.", ".", url) for url in loaded}
    page.focus("body")
    page.keyboard.press("/")
    page.wait_for_selector(".md-search__input:focus")

    assert first == {f"incidents/{SIBLING}/index.html", "assets/site.css", "assets/shell.js", "assets/charts.js"}
    assert reader.faults == []


def test_the_search_is_typed_into_from_the_click_on(built_site: Path, visit: Callable[..., Visit]) -> None:
    """What is typed before a later focus is lost, and iOS opens its keyboard within the click only."""
    page = visit(f"{built_site.as_uri()}/").open("index.html")

    focused = page.evaluate("""() => { document.querySelector('.sh-search-open').click();
      return document.activeElement.className; }""")

    assert focused == "md-search__input"
    assert page.is_visible(".md-search__form")
    page.click(".sh-search__lens")
    page.wait_for_function("getComputedStyle(document.querySelector('.md-search__inner')).opacity === '0'")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_data_behind_a_chart_are_a_table_with_figures_under_each_other(
    built_site: Path, visit: Callable[..., Visit], width: int
) -> None:
    """Other tables become blocks on a phone, and their rules are as strong as those of this one."""
    page = visit(f"{built_site.as_uri()}/", width).open(f"incidents/{SIBLING}/index.html")

    kinds = page.evaluate("""[...document.querySelectorAll('.chart-rows .figure')].map(cell => {
      const style = getComputedStyle(cell); return style.display + ' ' + style.textAlign; })""")

    assert set(kinds) == {"table-cell right"}


def test_a_search_that_does_not_come_says_so(built_site: Path, visit: Callable[..., Visit]) -> None:
    """A reader on a train waits for ever where nothing is said."""
    reader = visit(f"{built_site.as_uri()}/")
    reader.page.route("**/assets/material.*", lambda route: route.abort())
    page = reader.open("index.html")

    page.click("label.sh-search-open")

    page.wait_for_selector("text=检索功能未能载入")


def test_the_contents_mark_what_is_read_and_a_link_unfolds(built_site: Path, visit: Callable[..., Visit]) -> None:
    """On a desk the contents say where one is; on a phone a link into folded text must not lead nowhere."""
    page = visit(f"{built_site.as_uri()}/", 1280).open(f"incidents/{SIBLING}/index.html")
    marked = ".sh-contents a[aria-current=location]"

    first = page.inner_text(marked)
    page.evaluate("document.querySelectorAll('h2')[2].scrollIntoView()")
    page.wait_for_function(f"first => document.querySelector('{marked}').textContent !== first", arg=first)
    page.evaluate("""() => { const part = document.querySelector('.chart-table'); part.open = false;
      part.querySelector('tbody').id = 'x'; location.hash = '#x'; }""")
    page.wait_for_function("document.querySelector('.chart-table').open")

    assert page.locator(marked).count() == 1


def test_every_link_of_the_bar_and_the_contents_leads_somewhere(built_site: Path, visit: Callable[..., Visit]) -> None:
    """A reader on a phone has no address bar to fall back on, least of all on file://."""
    reader = visit(f"{built_site.as_uri()}/")
    page = reader.open(f"incidents/{SIBLING}/evidence.html")

    page.click(".sh-bar__back")
    page.wait_for_url("**/index.html")
    page.click("[data-sh-menu] summary")
    page.click("[data-sh-menu] a >> nth=1")

    assert page.evaluate("location.hash") != ""
    assert page.evaluate("document.querySelector('[data-sh-menu]').open") is False
    assert reader.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_dark_where_the_system_is_with_and_without_javascript(
    built_site: Path, visit: Callable[..., Visit], scheme: Scheme
) -> None:
    """The first paint decides: a white flash in a dark room is a fault."""
    paper = {"light": "rgb(253, 252, 249)", "dark": "rgb(17, 23, 29)"}[scheme]

    seen = {
        running: visit(f"{built_site.as_uri()}/", color_scheme=scheme, java_script_enabled=running)
        .open("index.html")
        .evaluate("getComputedStyle(document.body).backgroundColor")
        for running in (True, False)
    }

    assert seen == {True: paper, False: paper}


def test_a_chosen_look_stays(built_site: Path, served: Callable[[Path], str], visit: Callable[..., Visit]) -> None:
    """Who chose light under a dark system gets light on the next page too."""
    reader = visit(served(built_site), color_scheme="dark")
    page = reader.open("index.html")

    page.click("label[for=__palette_1]")
    page = reader.open("manual/index.html")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(253, 252, 249)"
    assert reader.faults == []


SMALL: Final = """() => [...document.querySelectorAll('body *')].filter(e =>
  [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length
  && !e.closest('svg, script, sup, sub, .number') && parseFloat(getComputedStyle(e).fontSize) < 16
).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 20))"""

TIGHT: Final = """() => [...document.querySelectorAll('.sh-bar a, .sh-search-open, button, summary, .sh-look label')]
  .filter(e => e.getClientRects().length && getComputedStyle(e).opacity !== '0' && !e.closest('.md-search'))
  .map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
  .filter(([_, box]) => box.height < 44).map(([html]) => html)"""


@pytest.mark.parametrize("path", PAGES)
def test_a_thumb_and_tired_eyes_manage(built_site: Path, visit: Callable[..., Visit], path: str) -> None:
    """Text is never under 16 px, nothing to tap under 44 px."""
    page = visit(f"{built_site.as_uri()}/").open(path)

    assert page.evaluate(SMALL) == []
    assert page.evaluate(TIGHT) == []


def test_names_and_roles_are_there_for_a_screen_reader(built_site: Path, visit: Callable[..., Visit]) -> None:
    """Material's search dialog has no name; every control and picture needs one."""
    page = visit(f"{built_site.as_uri()}/").open(f"incidents/{SIBLING}/index.html")

    nameless = page.evaluate(
        """() => [...document.querySelectorAll('[role=dialog], nav, button, summary, a, input, svg[role=img]')]
        .filter(e => !e.hidden)
        .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.getAttribute('aria-labelledby')
          || (e.labels && e.labels.length))).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    assert page.evaluate("document.querySelectorAll('h1').length") == 1
    assert page.evaluate("document.documentElement.lang") == "zh"


def test_paper_gets_the_report_and_nothing_else(built_site: Path, visit: Callable[..., Visit]) -> None:
    """Leaders print: the bar, the contents and the buttons stay on the screen."""
    page = visit(f"{built_site.as_uri()}/", 794, color_scheme="dark").open(f"incidents/{SIBLING}/index.html")
    page.emulate_media(media="print")

    hidden = ("header.sh-bar", ".sh-contents", ".sh-foot")
    boxes = "names => names.map(name => document.querySelector(name).getClientRects().length)"
    assert page.evaluate(boxes, list(hidden)) == [0, 0, 0]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 794


HOSTILE: Final = "<img src=x onerror=window.hurt=1><script>window.hurt=1</script>\"'"


@pytest.mark.parametrize("guarded", [True, False])
def test_hostile_names_make_no_element(tmp_path: Path, visit: Callable[..., Visit], *, guarded: bool) -> None:
    """It must hold with the policy removed: the policy is the second wall, not the first."""
    project = a_project(tmp_path / "project")
    names = dict.fromkeys(("site_name", "site_description", "site_author", "copyright"), HOSTILE)
    config = (project / "mkdocs.yml").read_text(encoding="utf-8").split("\n", 1)[1]
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in names.items())
    (project / "mkdocs.yml").write_text(lines + config, encoding="utf-8")
    report = a_report(title=HOSTILE, short_title=HOSTILE, description=HOSTILE)
    site = build_site(project, tmp_path / "site", a_site(report)).site
    if not guarded:
        for path in site.rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"<meta http-equiv=[^>]*>", "", text), encoding="utf-8")

    page = visit(f"{site.as_uri()}/").open(f"incidents/{SLUG}/index.html")
    page.click("label.sh-search-open")
    page.keyboard.insert_text("onerror")
    page.wait_for_selector(".md-search-result__link")

    assert page.evaluate("window.hurt === undefined")
    assert page.evaluate("document.images.length") == 0
    assert HOSTILE in page.title()
