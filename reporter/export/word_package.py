"""The parts of a .docx file around its body: styles, lists, header, footer, properties.

Written here and not with python-docx: of its template nothing would be left, it has no word for most of what a
Chinese document needs, and its tables take a time that grows with the square of their rows.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from reporter.export.word_xml import COLOURS, INK, NAMESPACES, RULE, bookmark, clean, twips
from reporter.i18n import _
from reporter.safe import text

#: In cm. The text is 156 mm wide, as in GB/T 9704; it is higher than there, for a report is longer than a letter.
_MARGINS: Final = {"top": 3.0, "right": 2.6, "bottom": 2.6, "left": 2.8, "header": 1.6, "footer": 1.5, "gutter": 0}
#: The earliest time a zip archive can hold: the same document is the same bytes.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What the file says of itself.

    Args:
        title: of the report.
        language: `zh` or `en`.
        made: the only date in the file.
        left, right: what stands in the head of every page.
    """

    title: str
    language: str
    made: datetime
    left: str = ""
    right: str = ""


def package(body: str, face: Face, pictures: Mapping[str, bytes], addresses: Mapping[str, str], lists: Iterable[int]) -> bytes:
    """The bytes of the file; the same input gives the same bytes.

    Args:
        body: paragraphs and tables.
        face: what the file says of itself.
        pictures: PNG by name.
        addresses: by the id of their relation.
        lists: of each numbered list the number it begins with.
    """
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(_ROOT),
        "docProps/core.xml": _core(face),
        "docProps/app.xml": f'{_XML}<Properties xmlns="{_OFFICE}/extended-properties"><Application>reporter</Application></Properties>',
        "word/document.xml": _document(body),
        "word/_rels/document.xml.rels": _relations([*_PARTS, *_outside(pictures, addresses)]),
        "word/styles.xml": _styles(face),
        "word/settings.xml": _settings(face),
        "word/fontTable.xml": _fonts(),
        "word/numbering.xml": _numbering(lists),
        "word/header1.xml": _header(face),
        "word/footer1.xml": _footer(face),
        **{f"word/media/{name}": png for name, png in sorted(pictures.items())},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, date_time=_EPOCH)
            # A picture is packed already.
            member.compress_type = zipfile.ZIP_STORED if isinstance(content, bytes) else zipfile.ZIP_DEFLATED
            # Else the archive names the system it was made on.
            member.create_system = 0
            archive.writestr(member, content)
    return out.getvalue()


# Relations ---------------------------------------------------------------------

_Relation = tuple[str, str, str, bool]
_MODE: Final = {False: "", True: ' TargetMode="External"'}
_ROOT: Final[tuple[_Relation, ...]] = (
    ("document", f"{_OFFICE}/relationships/officeDocument", "word/document.xml", False),
    ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", False),
    ("app", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml", False),
)
_PARTS: Final[tuple[_Relation, ...]] = tuple(
    (name, f"{_OFFICE}/relationships/{kind}", f"{file}.xml", False)
    for name, kind, file in (
        ("styles", "styles", "styles"),
        ("settings", "settings", "settings"),
        ("fonts", "fontTable", "fontTable"),
        ("numbering", "numbering", "numbering"),
        ("header", "header", "header1"),
        ("footer", "footer", "footer1"),
    )
)


def _outside(pictures: Mapping[str, bytes], addresses: Mapping[str, str]) -> Iterator[_Relation]:
    for name in sorted(pictures):
        yield f"picture-{name.removesuffix('.png')}", f"{_OFFICE}/relationships/image", f"media/{name}", False
    for name, address in addresses.items():
        yield name, f"{_OFFICE}/relationships/hyperlink", address, True


def _relations(relations: Iterable[_Relation]) -> str:
    written = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{text(clean(target))}"{_MODE[outside]}/>'
        for name, kind, target, outside in relations
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{written}</Relationships>'


def _content_types() -> str:
    kinds = {
        "document": "document.main",
        **{name: name for name in ("styles", "settings", "fontTable", "numbering")},
        "header1": "header",
        "footer1": "footer",
    }
    written = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{written}"
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
        "</Types>"
    )


def _core(face: Face) -> str:
    made = f"{face.made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{text(clean(face.title))}</dc:title><dc:creator></dc:creator>"
        f"<dc:language>{_tag(face.language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{made}</dcterms:modified></cp:coreProperties>'
    )


def _tag(language: str) -> str:
    return "zh-CN" if language == "zh" else "en-GB"


# The page ----------------------------------------------------------------------


def _document(body: str) -> str:
    margins = " ".join(f'w:{side}="{twips(size)}"' for side, size in _MARGINS.items())
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:footerReference w:type="default" r:id="footer"/>'
        f'<w:pgSz w:w="{twips(21)}" w:h="{twips(29.7)}"/><w:pgMar {margins}/></w:sectPr>'
    )
    return f"{_XML}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>"


def _said(words: str, properties: str = "") -> str:
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{text(clean(words))}</w:t></w:r>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} ">{_said("1")}</w:fldSimple>'


def _header(face: Face) -> str:
    right = f"<w:r><w:tab/></w:r>{_said(face.right)}" if face.right else ""
    return f'{_XML}<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{_said(face.left)}{right}</w:p></w:hdr>'


def _footer(face: Face) -> str:
    number = f"{_field('PAGE')}{_said('/')}{_field('NUMPAGES')}"
    return (
        f'{_XML}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{_said(face.title)}<w:r><w:tab/></w:r>{number}</w:p></w:ftr>"
    )


def _settings(face: Face) -> str:
    return (
        f'{_XML}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


# Fonts, styles, lists ------------------------------------------------------------

#: Latin and Chinese: all come with Windows and with WPS; where one is missing, its other name or its class is taken.
_BODY: Final = ("Times New Roman", "仿宋")
_HEAD: Final = ("Arial", "黑体")
_OTHER_NAMES: Final = {"仿宋": ("FangSong", "roman"), "黑体": ("SimHei", "swiss"), "Times New Roman": ("", "roman"), "Arial": ("", "swiss")}


def _fonts() -> str:
    written = ""
    for name, (other, family) in _OTHER_NAMES.items():
        also, charset = (f'<w:altName w:val="{other}"/>', "86") if other else ("", "00")
        written += (
            f'<w:font w:name="{name}">{also}<w:charset w:val="{charset}"/><w:family w:val="{family}"/></w:font>'
        )
    return f"{_XML}<w:fonts {NAMESPACES}>{written}</w:fonts>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A paragraph style.

    Args:
        name: as Word lists it; built-in ones by the name Word knows them under.
        size: in points.
        head: whether in the fonts of headings.
        before, after: air in points.
        line: height of a line in lines of its font.
        indent: in characters, of the first line.
        keep: whether it stays with what follows.
        lines: whether lines are kept together.
        level: of the outline, from 0.
        rest: further properties of the paragraph after its spacing, in the schema's order.
    """

    name: str
    size: float
    head: bool = False
    bold: bool = False
    colour: str = ""
    before: float = 0
    after: float = 0
    line: float = 1.4
    indent: int = 0
    left: float = 0
    hanging: bool = False
    align: str = ""
    keep: bool = False
    whole: bool = False
    broken: bool = False
    level: int | None = None
    border: str = ""
    shade: str = ""
    tab: float = 0
    tight: bool = False
    next: str = "Normal"


def _named() -> dict[str, Style]:
    faint, act = COLOURS["faint"], COLOURS["act"]
    rule = f'<w:top w:val="single" w:sz="8" w:space="6" w:color="{INK}"/>'
    tab = 15.6
    return {
        "Normal": Style(name="Normal", size=12, after=4),
        "Title": Style(name="Title", size=20, head=True, before=14, after=12, line=1.3, align="center", keep=True, whole=True),
        "Heading1": Style(name="heading 1", size=16, head=True, before=22, after=8, keep=True, whole=True, level=0, border=rule),
        "Heading2": Style(name="heading 2", size=14, head=True, before=16, after=6, keep=True, whole=True, level=1),
        "Heading3": Style(name="heading 3", size=12, head=True, before=12, after=4, keep=True, whole=True, level=2),
        "Heading4": Style(name="heading 4", size=12, bold=True, before=10, after=2, keep=True, whole=True, level=3),
        "Header": Style(name="header", size=9, head=True, line=1, tab=tab, next="Header"),
        "Footer": Style(name="footer", size=9, colour=faint, line=1, tab=tab, next="Footer"),
        "Caption": Style(name="caption", size=10.5, colour=faint, before=2, after=8, line=1.25, align="center", next="Normal"),
        "ListBullet": Style(name="List Bullet", size=12, after=3, next="ListBullet"),
        "ListNumber": Style(name="List Number", size=12, after=3, next="ListNumber"),
        "Quote": Style(name="Quote", size=12, after=3, left=0.75, next="Normal"),
        "Prose": Style(name=_("Report text"), size=12, after=4, line=1.5, indent=2, next="Prose"),
        "Cover": Style(name=_("Report cover line"), size=10.5, colour=faint, after=0, line=1.2),
        "Judgement": Style(name=_("Report conclusion"), size=15, head=True, before=4, after=10, line=1.45, keep=True),
        "Finding": Style(name=_("Report finding"), size=12, head=True, before=8, after=4, keep=True, whole=True),
        "Label": Style(name=_("Report label"), size=10.5, head=True, before=5, after=1, line=1.25, keep=True),
        "Verdict": Style(name=_("Report verdict"), size=12, head=True, before=10, after=2, keep=True, tab=tab),
        "Note": Style(name=_("Report note"), size=10.5, colour=faint, after=3, line=1.3),
        "Gap": Style(name=_("Report gap"), size=11, before=4, after=6, line=1.3, shade="F4F1EA"),
        "Figure": Style(name=_("Report figure"), size=12, before=4, after=2, line=1, align="center", keep=True),
        "Cell": Style(name=_("Report cell"), size=10.5, line=1.25, tight=True, next="Cell"),
        "CellNote": Style(name=_("Report cell note"), size=9, colour=faint, line=1.2, tight=True, next="Cell"),
        "Small": Style(name=_("Report small cell"), size=9, line=1.15, tight=True, next="Small"),
        "SmallNote": Style(name=_("Report small cell note"), size=8, colour=faint, line=1.1, tight=True, next="Small"),
        "Value": Style(name=_("Report value"), size=17, head=True, line=1.2, tight=True, next="Cell"),
        "Name": Style(name=_("Report name"), size=10.5, head=True, colour=act, line=1.25, tight=True, next="Cell"),
        "Annex": Style(name=_("Report annex text"), size=10.5, after=3, line=1.3, next="Annex"),
        "AnnexBullet": Style(name=_("Report annex list"), size=10.5, after=2, line=1.25, next="AnnexBullet"),
        "AnnexQuote": Style(name=_("Report annex quote"), size=11, after=2, line=1.3, next="Annex"),
        "Careful": Style(name=_("Report reading note"), size=9, after=2, line=1.25, next="Careful"),
        "CarefulLabel": Style(name=_("Report reading note's label"), size=9, head=True, before=3, line=1.25, keep=True),
        "File": Style(name=_("Report file name"), size=10.5, head=True, before=8, after=2, line=1.25, keep=True, tab=tab),
        "Action": Style(name=_("Report numbered action"), size=10.5, after=2, line=1.3, left=0.75, hanging=True),
        "Gapless": Style(name=_("Report gap between tables"), size=4, line=1),
    }


STYLE_IDS: Final = frozenset(
    "Normal Title Heading1 Heading2 Heading3 Heading4 Caption ListBullet ListNumber Quote Prose Cover Judgement Finding"
    " Label Verdict Note Gap Action Annex AnnexBullet AnnexQuote Careful CarefulLabel File SmallNote Figure Cell CellNote Small Value Name Gapless".split()
)


def _styles(face: Face) -> str:
    chinese = face.language == "zh"
    written = "".join(_style(name, style, chinese=chinese) for name, style in _named().items())
    latin, east = _BODY
    tag = "en-US" if chinese else _tag(face.language)
    return (
        f"{_XML}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{_font(latin, east)}"
        '<w:sz w:val="24"/><w:szCs w:val="24"/>'
        f'<w:lang w:val="{tag}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:basedOn w:val="DefaultParagraphFont"/>'
        f'<w:uiPriority w:val="99"/><w:rPr><w:color w:val="{COLOURS["act"]}"/></w:rPr></w:style>'
        f"{written}</w:styles>"
    )


def _font(latin: str, east: str) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}" w:cs="{latin}"/>'


def _style(name: str, style: Style, *, chinese: bool) -> str:
    kind = ' w:default="1"' if name == "Normal" else ""
    own = "" if style.name[:1].islower() or style.name in _BUILT_IN else ' w:customStyle="1"'
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    follows = "" if name == "Normal" else f'<w:next w:val="{style.next}"/>'
    return (
        f'<w:style w:type="paragraph"{kind}{own} w:styleId="{name}"><w:name w:val="{text(style.name)}"/>{based}{follows}'
        f"<w:qFormat/><w:pPr>{_style_paragraph(style, chinese=chinese)}</w:pPr><w:rPr>{_style_run(style)}</w:rPr></w:style>"
    )


_BUILT_IN: Final = frozenset(("Normal", "Title", "List Bullet", "List Number", "Quote"))


def _style_paragraph(style: Style, *, chinese: bool) -> str:
    written = ("<w:keepNext/>" if style.keep else "") + ("<w:keepLines/>" if style.whole else "")
    written += "<w:widowControl/>"
    written += f"<w:pBdr>{style.border}</w:pBdr>" if style.border else ""
    written += f'<w:shd w:val="clear" w:color="auto" w:fill="{style.shade}"/>' if style.shade else ""
    written += f'<w:tabs><w:tab w:val="right" w:pos="{twips(style.tab)}"/></w:tabs>' if style.tab else ""
    # Word parts numbers from Chinese words by a quarter of a sign: in a narrow column that is a line more.
    written += '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>' if style.tight else ""
    # Lines of a fixed raster would make every style but the text's taller than it says.
    written += '<w:snapToGrid w:val="0"/>'
    written += (
        f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}" '
        f'w:line="{round(style.line * 240)}" w:lineRule="auto"/>'
    )
    if style.indent and chinese:
        written += f'<w:ind w:firstLineChars="{style.indent * 100}" w:firstLine="{round(style.indent * style.size * 20)}"/>'
    elif style.left:
        hanging = f' w:hanging="{twips(style.left)}"' if style.hanging else ""
        written += f'<w:ind w:left="{twips(style.left)}"{hanging}/>'
    written += f'<w:jc w:val="{style.align}"/>' if style.align else ""
    written += f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else ""
    return written


def _style_run(style: Style) -> str:
    written = _font(*(_HEAD if style.head else _BODY))
    written += "<w:b/>" if style.bold else ""
    written += f'<w:color w:val="{style.colour}"/>' if style.colour else ""
    size = round(style.size * 2)
    return f'{written}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


_LEVELS: Final = 4


def _numbering(lists: Iterable[int]) -> str:
    """Bullets as list 1; each numbered list apart, so that each begins anew."""
    starts = list(lists)
    bullets = "".join(_level(level, "bullet", "•") for level in range(_LEVELS))
    numbers = "".join(_level(level, "decimal", f"%{level + 1}.") for level in range(_LEVELS))
    nums = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/>'
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        for number, (level, start) in enumerate(((0, start) for start in starts), start=2)
    )
    return (
        f'{_XML}<w:numbering {NAMESPACES}>'
        f'<w:abstractNum w:abstractNumId="0"><w:nsid w:val="00000001"/><w:multiLevelType w:val="multilevel"/>{bullets}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:nsid w:val="00000002"/><w:multiLevelType w:val="multilevel"/>{numbers}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{nums}</w:numbering>'
    )


def _level(level: int, kind: str, sign: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{420 * (level + 1)}" w:hanging="420"/></w:pPr>'
        f'<w:rPr><w:color w:val="{COLOURS["act"]}"/></w:rPr></w:lvl>'
    )


__all__ = ["RULE", "STYLE_IDS", "Face", "bookmark", "package"]
