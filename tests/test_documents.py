"""Documents of all kinds as they come from Windows, WPS, a scanner or an enemy."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from playwright.sync_api import Browser
from pypdf import PdfReader, PdfWriter

from reporter.documents import MAX_TEXT, read_document
from reporter.documents.pdf import paragraphs
from reporter.errors import UserError
from reporter.extract import proposals
from tests.conftest import unhurried
from tests.reports_read import EXPECTED, FOUNDING, pdf_bytes, word_bytes


def refused(path: Path, content: bytes) -> str:
    """The code and the hint of what is said about a file with this content."""
    path.write_bytes(content)
    with pytest.raises(UserError) as stop:
        read_document(path)
    (found,) = stop.value.problems
    assert found.place.file == path.as_posix()
    return f"{found.code} {found.hint}"


def archive(**members: bytes) -> bytes:
    """A zip archive; `word__document_xml` is word/document.xml."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


# Word ---------------------------------------------------------------------------


def test_a_tracked_deletion_is_no_text_and_an_insertion_is(tmp_path: Path) -> None:
    """A report on its way through the house is full of both; what a reader sees counts."""
    word = docx.Document()
    paragraph = word.add_paragraph("负面占比为")
    for tag, inner, words in (("w:del", "w:delText", "45%"), ("w:ins", "w:t", "30%")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)  # noqa: SLF001 - tracked changes have no interface
    path = tmp_path / "a.docx"
    word.save(str(path))

    assert read_document(path).text == "负面占比为30%"


def test_a_cell_over_two_columns_keeps_the_others_under_their_headings(tmp_path: Path) -> None:
    """Merged cells are how Word's tables are made to look good."""
    word = docx.Document()
    table = word.add_table(rows=2, cols=3)
    for cell, words in zip(table.rows[0].cells, ("指标", "事前", "事后"), strict=True):
        cell.text = words
    table.cell(1, 0).merge(table.cell(1, 1)).text = "负面占比"
    table.cell(1, 2).text = "30%"
    path = tmp_path / "a.docx"
    word.save(str(path))

    row = read_document(path).pieces[-1]

    assert [end - start for start, end in row.cells] == [4, 0, 3]
    assert row.header == ("指标", "事前", "事后")
    assert row.place == "表1第2行"


def test_words_in_a_content_control_and_a_line_break_are_read(tmp_path: Path) -> None:
    """Forms put their text into controls; a break is a space and never joins two numbers."""
    word = docx.Document()
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    paragraph = word.add_paragraph("声量1.8万条")
    paragraph.add_run().add_break()
    paragraph.add_run("2.4万条")
    content.append(paragraph._p)  # noqa: SLF001 - content controls have no interface
    control.append(content)
    word.element.body.insert(0, control)
    path = tmp_path / "a.docx"
    word.save(str(path))

    assert read_document(path).text == "声量1.8万条 2.4万条"


def test_old_word_and_rich_text_are_refused_with_the_way_out(tmp_path: Path) -> None:
    """The analyst has Word: saving as .docx takes ten seconds."""
    assert refused(tmp_path / "a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600).startswith("R601")
    assert ".docx" in refused(tmp_path / "a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert refused(tmp_path / "b.docx", b"{\\rtf1 35%}").startswith("R601")


def test_an_archive_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    """A workbook renamed to .docx, or any zip."""
    assert refused(tmp_path / "a.docx", archive(xl__workbook_xml=b"<a/>")).startswith("R601")
    assert refused(tmp_path / "b.docx", b"PK\x03\x04 broken").startswith("R602")
    assert refused(tmp_path / "c.docx", archive(word__document_xml=b"<a>")).startswith("R602")


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    """A hundred times its size and more than 16 MiB: nothing anybody wrote."""
    bomb = archive(word__document_xml=b"a" * (20 << 20))

    assert refused(tmp_path / "a.docx", bomb).startswith("R603")


def test_a_word_file_that_declares_entities_is_refused(tmp_path: Path) -> None:
    """An entity reads files of this computer, or grows to gigabytes."""
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'

    assert refused(tmp_path / "a.docx", archive(word__document_xml=evil)).startswith("R602")


# PDF ----------------------------------------------------------------------------


def test_a_pdf_with_a_password_is_refused_with_the_way_out(tmp_path: Path) -> None:
    """Not as damaged: the analyst can save it without."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes(("负面占比下降35%。",)))))
    writer.encrypt("geheim", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)

    assert "密码" in refused(tmp_path / "a.pdf", stream.getvalue())


def test_a_scanned_pdf_is_told_from_an_empty_one(tmp_path: Path) -> None:
    """Pictures of pages hold no text: OCR or the Word file is needed."""
    assert "OCR" in refused(tmp_path / "a.pdf", pdf_bytes(("",)))


def test_a_broken_pdf_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    """Whatever the library makes of it."""
    whole = pdf_bytes(FOUNDING)

    for content in (b"%PDF-1.7\n%%EOF", b"%PDF-" + b"\xff" * 500, whole[: len(whole) // 3]):
        assert refused(tmp_path / "a.pdf", content).startswith("R602")


def test_the_lines_of_a_page_are_joined_into_paragraphs() -> None:
    """A figure cut by the end of a line is a figure; a heading stays by itself."""
    page = "三、评估\n第三方报告显示，负面信息的传播速度下降了4\n0%，正面信息占比上升35%。\n结论"

    assert list(paragraphs(page)) == [
        "三、评估",
        "第三方报告显示，负面信息的传播速度下降了40%，正面信息占比上升35%。",
        "结论",
    ]


@pytest.mark.browser
def test_a_pdf_printed_from_a_page_is_read_like_the_page(browser: Browser, tmp_path: Path) -> None:
    """How most reports become PDF; its fonts are subsets with maps of their own."""
    page = unhurried(browser).new_page()
    body = "".join(f"<p>{words}</p>" for words in FOUNDING)
    page.set_content(f"<html lang='zh'><body style='font-family:\"Noto Sans CJK SC\"'>{body}</body></html>")
    path = tmp_path / "a.pdf"
    page.pdf(path=str(path), format="A4")
    page.context.close()

    found = proposals(read_document(path))

    for row in EXPECTED:
        if row.value is not None:
            assert [one.as_dict()["value"] for one in found if row.words in one.quote] == [row.value], row.row


# Plain text ---------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_every_encoding_windows_writes(tmp_path: Path, encoding: str) -> None:
    """And its text is what was written: positions count characters, not bytes."""
    path = tmp_path / "a.txt"
    path.write_bytes("Weekly report 2021\r\n负面占比下降35%。".encode(encoding))

    assert read_document(path).text == "Weekly report 2021\n负面占比下降35%。"


def test_a_line_broken_in_a_sentence_goes_on(tmp_path: Path) -> None:
    """Mail programs wrap at 70 columns; the figure is on the next line."""
    path = tmp_path / "a.txt"
    first = "据第三方机构对微博、微信、抖音等平台的持续监测，事件后负面信息占比由"
    path.write_text(f"标题\n{first}\n45%降至30%。\n- 另一条", encoding="utf-8")
    document = read_document(path)

    (found,) = [one for one in proposals(document) if one.value is not None]

    assert (found.value, found.value_from) == (Decimal(30), Decimal(45))
    assert [piece.place for piece in document.pieces] == ["第1段", "第2段", "第3段"]


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    """A picture, an empty file, one beyond the limit."""
    assert refused(tmp_path / "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9).startswith("R6")
    assert refused(tmp_path / "b.txt", b" \n ").startswith("R602")
    assert refused(tmp_path / "c.txt", b"a" * (MAX_TEXT + 1)).startswith("R603")


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    """With the name as it was typed."""
    with pytest.raises(UserError, match="R005"):
        read_document(tmp_path / "no.docx")


def test_footnotes_are_read_behind_the_body(tmp_path: Path) -> None:
    """Sources and sample sizes like to hide there."""
    path = tmp_path / "a.docx"
    path.write_bytes(with_footnote(word_bytes(("负面占比下降35%。",)), "样本量为400份。"))

    pieces = read_document(path).pieces

    assert [piece.place for piece in pieces] == ["第1段", "脚注1"]


def with_footnote(raw: bytes, words: str) -> bytes:
    """The same Word file with one footnote."""
    space = qn("w:p")[1:].partition("}")[0]
    run = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
    note = f'<w:footnotes xmlns:w="{space}"><w:footnote w:id="1">{run}</w:footnote></w:footnotes>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    part = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>'
                content = content.replace(b"</Relationships>", link.encode())
            if name == "[Content_Types].xml":
                entry = f'<Override PartName="/word/footnotes.xml" ContentType="{part}"/></Types>'
                content = content.replace(b"</Types>", entry.encode())
            new.writestr(name, content)
        new.writestr("word/footnotes.xml", note)
    return out.getvalue()
