"""A post's words without what crawlers and pages leave in them, by stated rules.

1. NUL, controls, zero-width characters, bidirectional overrides and what could not be decoded go.
2. HTML tags go, line-breaking tags become a line break, entities become characters.
3. Page furniture goes: the tails 全文 / 展开 / 收起 behind an ellipsis or a space, the icon
   words O网页链接 and L某某的微博视频.
4. Runs of blanks become one; the text is put into NFC.
5. A notice that the post was deleted is no text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

# U+200D stays: it joins emoji.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd\ud800-\udfff]",
)
_BREAK: Final = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_TAIL: Final = re.compile(r"(?:\.{3,}|…+|\s)\s*(?:全文|展开全文|展开|收起全文|收起)[cd]?\s*$")
_ICONS: Final = re.compile(r"O网页链接|L[^\sL#@]{1,30}的微博视频")
_BLANKS: Final = re.compile(r"[ \t\u00a0\u2000-\u200a\u3000]+")
#: Only the end is looked at: a text of nothing but dots would cost the square of its length.
_END: Final = 60
#: Beyond this a number in an entity is no character, and Python refuses to read it.
_ENTITY: Final = re.compile(r"&#[0-9]{8,};?")
_DELETED: Final = re.compile(
    r"(?:很?抱歉[,，]?\s*)?(?:作者已将)?(?:(?:此|该|这条)?(?:微博|内容|帖子|视频|笔记|文章))?"
    r"(?:已经|已)?被?(?:原?作者|用户|发布者)?(?:自行)?删除[。.!！]?\s*(?:查看帮助\S{0,60})?",
)
#: Characters that stay what they are in NFC whatever stands beside them; those most texts are made of.
STABLE: Final = (
    r"\x00-\x{2ff}\x{400}-\x{482}\x{48a}-\x{52f}\x{2002}-\x{2027}\x{2030}-\x{205e}\x{2070}-\x{20cf}\x{2190}-\x{2328}\x{2460}-\x{2adb}"
    r"\x{3000}-\x{3029}\x{3030}-\x{3098}\x{309b}-\x{9fff}\x{ac00}-\x{d7a3}\x{fe00}-\x{fe0f}\x{fe30}-\x{ffef}"
    r"\x{1f000}-\x{1faff}\x{20000}-\x{2a6df}"
)
#: RE2, for pyarrow: only texts it finds are looked at one by one.
SUSPECT: Final = (
    rf"[^{STABLE}]|"
    "[\x01-\x09\x0b-\x1f\x7f\u0080-\u009f\u00a0\u00ad\u2000-\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\u3000\ufeff\ufffd]"
    r"|\x00|<|&|全文|展开|收起|的微博视频|O网页链接|删除|\s\s|^\s|\s$"
)


def cleaned(text: str) -> str:
    """`text` by the rules above; it may become empty."""
    plain = _INVISIBLE.sub("", text)
    if "<" in plain:
        plain = _TAG.sub("", _BREAK.sub("\n", plain))
    if "&" in plain:
        plain = _INVISIBLE.sub("", html.unescape(_ENTITY.sub("", plain)))
    lines = (line.strip() for line in _BLANKS.sub(" ", plain).splitlines())
    plain = "\n".join(line for line in lines if line)
    plain = _ICONS.sub("", plain[:-_END] + _TAIL.sub("", plain[-_END:])).strip()
    return "" if _notice(plain) else unicodedata.normalize("NFC", plain)


def _notice(text: str) -> bool:
    # Only a whole text that is such a notice: people also write about deleted posts.
    return "删除" in text and bool(_DELETED.fullmatch(text))
