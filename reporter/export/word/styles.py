"""Fonts, paragraph styles and lists of a Word document: the look of a Chinese office's report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reporter.export.word.blocks import TEXT_WIDTH
from reporter.export.word.xml import COLOURS, INDENT, INK, NAMESPACES, XML, twips
from reporter.i18n import _
from reporter.safe import text

#: Latin and Chinese, of text and of headings: all come with Windows and with WPS.
_BODY: Final = ("Times New Roman", "仿宋")
_HEAD: Final = ("Arial", "黑体")
_QUOTED: Final = ("Times New Roman", "楷体")
#: (font, its other name, its class): what a computer without it takes in its place.
_FONTS: Final = (
    ("仿宋", "FangSong", "roman"),
    ("黑体", "SimHei", "swiss"),
    ("楷体", "KaiTi", "roman"),
    ("Times New Roman", "", "roman"),
    ("Arial", "", "swiss"),
)
#: Names by which Word knows its own styles.
_BUILT_IN: Final = frozenset(("Normal", "Title", "List Bullet", "List Number", "Quote"))
_LEVELS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A paragraph style.

    Args:
        name: as Word lists it.
        size: in points.
        head: whether in the fonts of headings; `quoted`: whether in those of somebody else's words.
        before, after: air in points.
        line: height of a line in lines of its font.
        first: indent of the first line in Chinese characters; none in English.
        left: indent in cm; `hanging`: whether the first line is spared it.
        keep: whether it stays on the page of what follows; `whole`: whether its lines stay on one page.
        level: of the outline, from 0.
        ruled: whether a line is drawn above it.
        shade: colour behind it.
        stop: whether a tab leads to the right edge.
        follows: id of the style of the paragraph typed after it; its own when empty.
    """

    name: str
    size: float
    head: bool = False
    quoted: bool = False
    colour: str = ""
    before: float = 0
    after: float = 0
    line: float = 1.25
    first: int = 0
    left: float = 0
    hanging: bool = False
    align: str = ""
    keep: bool = False
    whole: bool = False
    level: int | None = None
    ruled: bool = False
    shade: str = ""
    stop: bool = False
    follows: str = ""


def named() -> dict[str, Style]:
    """The styles by id: Word's own first, then ours of the text, of its annexes, of tables."""
    faint, act = COLOURS["faint"], COLOURS["act"]
    return {
        "Normal": Style(name="Normal", size=12, after=4, line=1.4),
        "Title": Style(
            name="Title", size=20, head=True, before=14, after=12, line=1.3, align="center", keep=True, whole=True
        ),
        "Heading1": _heading(0, 16, 22, 8),
        "Heading2": _heading(1, 14, 16, 6),
        "Heading3": _heading(2, 12, 12, 4),
        "Heading4": _heading(3, 11, 10, 2),
        "Header": Style(name="header", size=9, head=True, line=1, stop=True),
        "Footer": Style(name="footer", size=9, colour=faint, line=1, stop=True),
        "Caption": Style(name="caption", size=10.5, colour=faint, before=2, after=8, align="center", follows="Normal"),
        "ListBullet": Style(name="List Bullet", size=12, after=3, line=1.4),
        "ListNumber": Style(name="List Number", size=12, after=3, line=1.4),
        "Quote": Style(name="Quote", size=12, quoted=True, after=3, line=1.4, left=0.75, follows="Normal"),
        "Prose": Style(name=_("Report text"), size=12, after=4, line=1.5, first=2),
        "Cover": Style(name=_("Report cover line"), size=10.5, colour=faint),
        "Judgement": Style(name=_("Report conclusion"), size=15, head=True, before=4, after=10, line=1.45),
        "Finding": Style(
            name=_("Report finding"), size=12, head=True, before=8, after=4, line=1.4, keep=True, whole=True
        ),
        "Open": Style(name=_("Report open figures"), size=12, head=True, before=8, after=4, line=1.4),
        "Verdict": Style(
            name=_("Report verdict"), size=12, head=True, before=10, after=2, line=1.4, keep=True, stop=True
        ),
        "Label": Style(name=_("Report label"), size=10.5, head=True, before=5, after=1, keep=True),
        "Note": Style(name=_("Report note"), size=10.5, colour=faint, after=3, line=1.3),
        "Gap": Style(name=_("Report notice"), size=11, before=4, after=6, line=1.3, shade="F4F1EA"),
        "Action": Style(name=_("Report numbered action"), size=10.5, after=2, line=1.3, left=0.75, hanging=True),
        "Figure": Style(name=_("Report chart"), size=12, before=4, after=2, line=1, align="center", keep=True),
        "Annex": Style(name=_("Report annex text"), size=10.5, after=3, line=1.3),
        "AnnexBullet": Style(name=_("Report annex list"), size=10.5, after=2),
        "AnnexQuote": Style(name=_("Report annex quote"), size=11, quoted=True, after=2, line=1.3),
        "Careful": Style(name=_("Report reading note"), size=9, after=2),
        "CarefulLabel": Style(name=_("Report reading label"), size=9, head=True, before=3, keep=True),
        "File": Style(name=_("Report file"), size=10.5, head=True, before=8, after=2, keep=True, stop=True),
        "Cell": Style(name=_("Report cell"), size=10.5),
        "CellNote": Style(name=_("Report cell note"), size=9, colour=faint, line=1.2),
        "Small": Style(name=_("Report small cell"), size=8.5, line=1.15),
        "SmallNote": Style(name=_("Report small cell note"), size=8, colour=faint, line=1.1),
        "Value": Style(name=_("Report value"), size=17, head=True, line=1.2),
        "Name": Style(name=_("Report name"), size=10.5, head=True, colour=act),
        "Air": Style(name=_("Report air"), size=4, line=1),
    }


def _heading(level: int, size: float, before: float, after: float) -> Style:
    return Style(
        name=f"heading {level + 1}",
        size=size,
        head=True,
        before=before,
        after=after,
        line=1.4,
        keep=True,
        whole=True,
        level=level,
        ruled=not level,
        follows="Normal",
    )


def styles(language: str) -> str:
    """The part that holds the styles."""
    chinese = language == "zh"
    written = "".join(_style(name, style, chinese=chinese) for name, style in named().items())
    western = "en-US" if chinese else tag(language)
    return (
        f"{XML}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{_font(*_BODY)}"
        f'<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="{western}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/>'
        f'<w:rPr><w:color w:val="{COLOURS["act"]}"/></w:rPr></w:style>{written}</w:styles>'
    )


def tag(language: str) -> str:
    """The language as Word names it."""
    return "zh-CN" if language == "zh" else "en-GB"


def _style(name: str, style: Style, *, chinese: bool) -> str:
    first = name == "Normal"
    own = "" if style.name.islower() or style.name in _BUILT_IN else ' w:customStyle="1"'
    own = ' w:default="1"' if first else own
    base = "" if first else f'<w:basedOn w:val="Normal"/><w:next w:val="{style.follows or name}"/>'
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{name}">'
        f'<w:name w:val="{text(style.name)}"/>{base}<w:qFormat/>'
        f"<w:pPr>{_paragraph(style, chinese=chinese)}</w:pPr><w:rPr>{_run(style)}</w:rPr></w:style>"
    )


def _paragraph(style: Style, *, chinese: bool) -> str:
    written = ("<w:keepNext/>" if style.keep else "") + ("<w:keepLines/>" if style.whole else "") + "<w:widowControl/>"
    if style.ruled:
        written += f'<w:pBdr><w:top w:val="single" w:sz="8" w:space="6" w:color="{INK}"/></w:pBdr>'
    if style.shade:
        sides = ("top", "left", "bottom", "right")
        air = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="4" w:color="{style.shade}"/>' for side in sides)
        written += f'<w:pBdr>{air}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{style.shade}"/>'
    written += f'<w:tabs><w:tab w:val="right" w:pos="{twips(TEXT_WIDTH)}"/></w:tabs>' if style.stop else ""
    # Lines of a fixed raster would make every style but the text's taller than it says.
    written += '<w:snapToGrid w:val="0"/>'
    air = f'w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}"'
    written += (
        f'<w:spacing {air} w:line="{round(style.line * 240)}" w:lineRule="auto"/>{_indent(style, chinese=chinese)}'
    )
    written += f'<w:jc w:val="{style.align}"/>' if style.align else ""
    return written + (f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else "")


def _indent(style: Style, *, chinese: bool) -> str:
    if style.first and chinese:
        return f'<w:ind w:firstLineChars="{style.first * 100}" w:firstLine="{round(style.first * style.size * 20)}"/>'
    if not style.left:
        return ""
    hanging = f' w:hanging="{twips(style.left)}"' if style.hanging else ""
    return f'<w:ind w:left="{twips(style.left)}"{hanging}/>'


def _run(style: Style) -> str:
    written = _font(*(_HEAD if style.head else _QUOTED if style.quoted else _BODY))
    written += f'<w:color w:val="{style.colour}"/>' if style.colour else ""
    size = round(style.size * 2)
    return f'{written}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _font(latin: str, chinese: str) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{chinese}" w:cs="{latin}"/>'


def fonts() -> str:
    """The part that says by what other name a font may be known."""
    written = ""
    for name, other, kind in _FONTS:
        also, signs = (f'<w:altName w:val="{other}"/>', "86") if other else ("", "00")
        written += f'<w:font w:name="{name}">{also}<w:charset w:val="{signs}"/><w:family w:val="{kind}"/></w:font>'
    return f"{XML}<w:fonts {NAMESPACES}>{written}</w:fonts>"


def numbering(starts: Iterable[int]) -> str:
    """The part that holds the lists: bullets, and each numbered list apart, so that each begins anew.

    Args:
        starts: of each numbered list the number it begins with.
    """
    bullets = "".join(_level(level, "bullet", "•") for level in range(_LEVELS))
    numbers = "".join(_level(level, "decimal", f"%{level + 1}.") for level in range(_LEVELS))
    lists = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/>{_anew(start)}</w:num>'
        for number, start in enumerate(starts, start=2)
    )
    return (
        f"{XML}<w:numbering {NAMESPACES}>{_kind(0, bullets)}{_kind(1, numbers)}"
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{lists}</w:numbering>'
    )


def _anew(start: int) -> str:
    """Every level begins anew, the first with its own number."""
    return "".join(
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start if not level else 1}"/></w:lvlOverride>'
        for level in range(_LEVELS)
    )


def _kind(number: int, levels: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="0000000{number + 1}"/>'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


def _level(level: int, kind: str, sign: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{INDENT * (level + 1)}" w:hanging="{INDENT}"/></w:pPr>'
        f'<w:rPr><w:color w:val="{COLOURS["act"]}"/></w:rPr></w:lvl>'
    )
