"""The .docx file around its body: properties, header, footer, and how its parts hang together.

Written here and not with python-docx: of its template nothing would be left, it has no words for most of what a
Chinese document needs, and its tables take a time that grows with the square of their rows.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from reporter.export.word.styles import fonts, numbering, styles, tag
from reporter.export.word.xml import NAMESPACES, XML, clean, twips
from reporter.safe import text

#: In cm.  The text is 156 mm wide, as GB/T 9704 has it; it is higher than there: a report is longer than a letter.
_MARGINS: Final = {"top": 3.0, "right": 2.6, "bottom": 2.6, "left": 2.8, "header": 1.6, "footer": 1.5, "gutter": 0}
#: The earliest time a zip archive can hold: the same document is the same bytes.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats"
_SETTINGS: Final = (
    f'{XML}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
_APPLICATION: Final = (
    f'{XML}<Properties xmlns="{_OFFICE}/extended-properties"><Application>reporter</Application></Properties>'
)


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


def package(
    body: str, face: Face, pictures: Mapping[str, bytes], addresses: Mapping[str, str], lists: Iterable[int]
) -> bytes:
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
        "docProps/app.xml": _APPLICATION,
        "word/document.xml": _document(body),
        "word/_rels/document.xml.rels": _relations([*_PARTS, *_outside(pictures, addresses)]),
        "word/styles.xml": styles(face.language),
        "word/settings.xml": _SETTINGS,
        "word/fontTable.xml": fonts(),
        "word/numbering.xml": numbering(lists),
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


# How the parts hang together ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Relation:
    """That one part needs another, or leads to an address."""

    name: str
    kind: str
    target: str
    outside: bool = False


_ROOT: Final = (
    _Relation("document", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
    _Relation("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    _Relation("app", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
)
#: Beside the document itself: (its file, what it is).
_FILES: Final = (
    *((name, name) for name in ("styles", "settings", "fontTable", "numbering")),
    *(("header1", "header"), ("footer1", "footer")),
)
_PARTS: Final = tuple(_Relation(kind, f"{_OFFICE}/relationships/{kind}", f"{name}.xml") for name, kind in _FILES)


def _outside(pictures: Mapping[str, bytes], addresses: Mapping[str, str]) -> Iterator[_Relation]:
    for name in sorted(pictures):
        yield _Relation(f"picture-{name.removesuffix('.png')}", f"{_OFFICE}/relationships/image", f"media/{name}")
    for name, address in addresses.items():
        yield _Relation(name, f"{_OFFICE}/relationships/hyperlink", address, outside=True)


def _relations(relations: Iterable[_Relation]) -> str:
    written = ""
    for one in relations:
        mode = ' TargetMode="External"' if one.outside else ""
        written += f'<Relationship Id="{one.name}" Type="{one.kind}" Target="{text(clean(one.target))}"{mode}/>'
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{written}</Relationships>'


def _content_types() -> str:
    kinds = {
        "word/document": f"{_TYPE}-officedocument.wordprocessingml.document.main",
        **{f"word/{name}": f"{_TYPE}-officedocument.wordprocessingml.{kind}" for name, kind in _FILES},
        "docProps/core": f"{_TYPE}-package.core-properties",
        "docProps/app": f"{_TYPE}-officedocument.extended-properties",
    }
    written = "".join(f'<Override PartName="/{name}.xml" ContentType="{kind}+xml"/>' for name, kind in kinds.items())
    return (
        f'{XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_TYPE}-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{written}</Types>"
    )


def _core(face: Face) -> str:
    # Without a zone it must not become the zone of whoever exports.
    at = face.made if face.made.tzinfo else face.made.replace(tzinfo=UTC)
    made = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{text(clean(face.title))}</dc:title><dc:creator></dc:creator>"
        f"<dc:language>{tag(face.language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{made}</dcterms:modified></cp:coreProperties>'
    )


# The page ----------------------------------------------------------------------


def _document(body: str) -> str:
    margins = " ".join(f'w:{side}="{twips(size)}"' for side, size in _MARGINS.items())
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header"/>'
        '<w:footerReference w:type="default" r:id="footer"/>'
        f'<w:pgSz w:w="{twips(21)}" w:h="{twips(29.7)}"/><w:pgMar {margins}/></w:sectPr>'
    )
    return f"{XML}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>"


def _said(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text(clean(words))}</w:t></w:r>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} ">{_said("1")}</w:fldSimple>'


def _margin(kind: str, style: str, inner: str) -> str:
    return f'{XML}<w:{kind} {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p></w:{kind}>'


def _header(face: Face) -> str:
    return _margin("hdr", "Header", f"{_said(face.left)}<w:r><w:tab/></w:r>{_said(face.right)}")


def _footer(face: Face) -> str:
    number = f"{_field('PAGE')}{_said('/')}{_field('NUMPAGES')}"
    return _margin("ftr", "Footer", f"{_said(face.title)}<w:r><w:tab/></w:r>{number}")
