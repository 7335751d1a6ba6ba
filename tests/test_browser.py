"""The browser the other tests rely on: present where promised, and able to show Chinese."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.conftest import REQUIRED, missing_browser, unhurried


def test_a_missing_browser_skips_with_a_reason() -> None:
    """`make test` must pass on a machine without Chromium, and say what it left out."""
    with pytest.raises(pytest.skip.Exception, match="no Chromium"):
        missing_browser({})


def test_a_missing_browser_is_a_failure_where_it_was_promised() -> None:
    """In CI a silent skip would hide every browser test for ever."""
    with pytest.raises(pytest.fail.Exception, match=REQUIRED):
        missing_browser({REQUIRED: "1"})


@pytest.mark.browser
def test_chinese_characters_have_glyphs(browser: Browser) -> None:
    """Without a CJK font every character is the same empty box and pictures prove nothing."""
    page = unhurried(browser).new_page()
    page.set_content("<canvas width=64 height=64></canvas>")

    drawn = {character: page.evaluate(_DRAW, character) for character in "舆情复盘\U0010fffd"}
    page.context.close()

    assert len(set(drawn.values())) == len(drawn)


_DRAW = """character => {
  const canvas = document.querySelector('canvas'), pen = canvas.getContext('2d');
  pen.clearRect(0, 0, 64, 64);
  pen.font = '48px sans-serif';
  pen.fillText(character, 4, 52);
  return canvas.toDataURL();
}"""
