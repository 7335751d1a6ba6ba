"""Charts in a real browser: nothing overflows, every word is large enough, values come on tap."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Route

import reporter
from reporter.charts import figure
from tests import charts_samples as samples
from tests.conftest import unhurried

ASSETS: Final = Path(reporter.__file__).parent / "website" / "assets"
BUNDLE: Final = ("plotly-basic.min.js", "plotly-locale-zh-cn.js")
SITE: Final = "http://charts.test/"
# plotly.js makes an empty <style> of its own; without its hash it loses layout in silence.
EMPTY: Final = base64.b64encode(hashlib.sha256(b"").digest()).decode()
POLICY: Final = (
    "default-src 'none'; script-src 'self'; img-src 'self' data: blob:; "
    f"style-src 'self' 'sha256-{EMPTY}'; style-src-attr 'unsafe-inline'"
)

pytestmark = pytest.mark.browser


def _html(scheme: str, *, bundle: bool = True, names: tuple[str, ...] = ()) -> str:
    charts = samples.every_kind()
    chosen = names or tuple(name for name in charts if name != "spark")
    blocks = "".join(str(figure.figure(charts[name], csv_href="a.csv")) for name in chosen)
    meta = f'<meta name="reporter-plotly" content="{" ".join(BUNDLE)}">' if bundle else ""
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">{meta}'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="stylesheet" href="tokens.css"><link rel="stylesheet" href="charts.css">'
        '<link rel="stylesheet" href="page.css"></head>'
        f'<body data-md-color-scheme="{scheme}"><main>{blocks}</main><script src="charts.js"></script></body></html>'
    )


@contextmanager
def opened(browser: Browser, width: int, html: str, *, scripts: bool = True, broken: bool = False) -> Iterator[Page]:
    """The page at a width, served from memory; every console error or lost file fails the test."""
    context = unhurried(browser, viewport={"width": width, "height": 800}, java_script_enabled=scripts)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(SITE)
        if name == "":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif name == "page.css":
            route.fulfill(
                body="body{margin:0}main{max-width:856px;margin:0 auto;padding:16px}", content_type="text/css"
            )
        elif name in BUNDLE and not broken:
            route.fulfill(path=ASSETS / "vendor" / name)
        elif (ASSETS / name).is_file():
            route.fulfill(path=ASSETS / name)
        else:
            route.abort()

    page.route("**/*", serve)
    page.goto(SITE)
    yield page
    context.close()
    assert not [error for error in errors if not broken]


_SMALL = """() => [...document.querySelectorAll('.chart-svg text, .chart-svg tspan')].filter(t => {
  const svg = t.closest('svg');
  if (!svg.getClientRects().length) return false;
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return parseFloat(getComputedStyle(t).fontSize) * scale < 13.95;
}).map(t => t.textContent)"""

_OUTSIDE = """() => [...document.querySelectorAll('.chart-svg text')].filter(t => {
  const svg = t.closest('svg');
  if (!svg.getClientRects().length) return false;
  const a = t.getBoundingClientRect(), b = svg.getBoundingClientRect();
  return a.left < b.left - 1 || a.right > b.right + 1;
}).map(t => t.textContent)"""

_OVERLAPS = """() => {
  const svg = [...document.querySelectorAll('.chart-svg')].find(s => s.getClientRects().length);
  const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  const out = [];
  boxes.forEach(([a, x], i) => boxes.slice(i + 1).forEach(([b, y]) => {
    const wide = Math.min(x.right, y.right) - Math.max(x.left, y.left);
    const tall = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
    if (wide > 1 && tall > 6) out.push(a + ' / ' + b);
  }));
  return out;
}"""


@pytest.mark.parametrize("width", [360, 390, 720, 1280])
def test_nothing_overflows_and_every_word_is_large_enough(browser: Browser, width: int) -> None:
    """A leader reads on a phone: no sideways scrolling, no text under 14 px, no label cut."""
    with opened(browser, width, _html("default")) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(_SMALL) == []
        assert page.evaluate(_OUTSIDE) == []
        shown = page.evaluate(
            "[...document.querySelectorAll('.chart-box')].map(b => "
            "[...b.querySelectorAll('.chart-svg')].filter(s => s.getClientRects().length).length)"
        )
        assert set(shown) == {1}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["volume", "zoom", "plateau", "rising", "bars", "claim", "claim of more", "clock"])
def test_no_label_covers_another(browser: Browser, name: str, width: int) -> None:
    """Real fonts, not our estimate, decide whether two labels can be read."""
    with opened(browser, width, _html("default", names=(name,))) as page:
        assert page.evaluate(_OVERLAPS) == []


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_values_come_on_tap_under_the_strict_policy_and_go_back_for_print(browser: Browser, scheme: str) -> None:
    """One tap loads the bundle once, every chart becomes interactive, paper gets the drawing."""
    with opened(browser, 390, _html(scheme)) as page:
        buttons = page.locator(".chart-live")
        total = buttons.count()
        box = buttons.first.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        for index in range(total):
            buttons.nth(index).click()
        page.wait_for_function(f"document.querySelectorAll('.chart-plot .main-svg').length >= {total}")

        assert page.locator("script[src^=plotly-basic]").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator(".chart-svg:visible").count() == 0
        assert page.locator("img[src=x]").count() == 0

        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")

        assert page.locator(".chart-plot").count() == 0
        assert page.locator(".chart-svg:visible").count() == total
        assert page.locator("details:not([open])").count() == 0


def test_the_drawing_stays_when_the_bundle_does_not_come(browser: Browser) -> None:
    """A broken network must not leave an empty frame."""
    with opened(browser, 390, _html("default", names=("volume",)), broken=True) as page:
        page.locator(".chart-live").click()
        page.wait_for_selector(".chart-live", state="hidden")

        assert page.locator(".chart-svg:visible").count() == 1


def test_without_scripts_the_chart_and_its_table_are_there_and_no_button(browser: Browser) -> None:
    """WeChat's preview, a printout and a careful office run no scripts."""
    with opened(browser, 390, _html("default", names=("volume", "bars")), scripts=False) as page:
        assert page.locator(".chart-svg:visible").count() == 2
        assert page.locator(".chart-live:visible").count() == 0
        page.locator("summary").first.click()
        assert page.locator("td:visible").count() > 10


def test_a_page_without_the_bundle_shows_no_button(browser: Browser) -> None:
    """A button that can do nothing is a broken promise."""
    with opened(browser, 390, _html("default", bundle=False, names=("volume",))) as page:
        assert page.locator(".chart-live:visible").count() == 0
        assert page.locator(".chart-svg:visible").count() == 1


def test_our_script_is_old_and_small() -> None:
    """Old WeChat engines read ES5 only; every reader pays for each byte."""
    source = (ASSETS / "charts.js").read_text(encoding="utf-8")

    assert not any(word in source for word in ("=>", "const ", "let ", "`", "fetch(", "eval(", "innerHTML"))
    assert len(source) < 8_000
