"""Documents for the tests of reading: the founding case told afresh, in every format a report comes in."""

from __future__ import annotations

import io
import zlib
from typing import Final, NamedTuple

from reporter.documents import Document, Piece


class Expected(NamedTuple):
    """What must be read from one row of the founding case."""

    row: str
    words: str
    value: float | None
    value_from: float | None = None
    unit: str | None = None
    comparator: str = "="
    reading: str | None = None
    metric: str | None = None
    causal: bool = False


#: Paragraphs with every figure of the founding case (shared specification, tables 1 to 4), in words of our own.
FOUNDING: Final = (
    "一、背景",
    "2021年6月，一家知名电商平台因“618”期间的价格与广告受到质疑。",
    "微博、微信等平台一周内的相关讨论超过200万条，负面声音扩散得又快又广。",
    "平台随即成立专班，但初期没有及时回应，负面舆论因此继续扩散。",
    "按第三方机构的测算，平台用于消费者赔付和公关的支出合计超过500万元。",
    "采取上述措施后，负面传播放缓，正面舆论逐渐占据主导。",
    "二、策略",
    "平台第一时间发布声明，承认错误并致歉，并提出五项措施。",
    "三、评估",
    "第三方报告显示，负面信息的传播速度下降了40%，正面信息占比上升35%。",
    "数据显示，负面帖文每小时增速由0.8%降至0.4%。",
    "公众对官方信息的认可度上升20%。",
    "消费者满意度从6.2分提高到7.0分（10分制）。",
    "问卷调查显示，约85%的消费者感受到平台的诚意，愿意继续支持。",
    "内部数据显示，此后一个月的销售额较上年同期增长15%，其中新用户占20%。",
    "平台还获评“年度最佳危机应对”。",
    "总体看，各项措施取得了明显成效。",
    "四、经验",
    "快速应对，彻底调查，加强沟通，借助外部力量。",
)

EXPECTED: Final = (
    Expected("B2", "相关讨论超过200万条", 2_000_000, None, "posts", "超过", None, "volume"),
    Expected("B7", "没有及时回应", None, metric="time_to_first_response"),
    Expected("B11", "支出合计超过500万元", 5_000_000, None, "yuan", "超过", "level", "cost"),
    Expected("B10", "负面传播放缓", None, causal=True),
    Expected("S2", "第一时间发布声明", None, metric="time_to_first_response"),
    Expected("A1", "传播速度下降了40%", 40, None, "%", "=", "rel_change", "spread_speed"),
    Expected("A2", "正面信息占比上升35%", 35, None, "%", "=", None, "positive_share"),
    Expected("A3", "由0.8%降至0.4%", 0.4, 0.8, "%/h", "=", "level", "hourly_growth"),
    Expected("A4", "认可度上升20%", 20, None, "%", "=", None, "statement_approval"),
    Expected("A5", "从6.2分提高到7.0分", 7.0, 6.2, "points", "=", "abs_change", "satisfaction"),
    Expected("A6", "约85%的消费者", 85, None, "%", "约", "level", "survey_share"),
    Expected("A7", "销售额较上年同期增长15%", 15, None, "%", "=", "rel_change", "sales"),
    Expected("A8", "新用户占20%", 20, None, "%", "=", None, "new_customer_share"),
    Expected("A9", "获评“年度最佳危机应对”", None),
    Expected("A10", "各项措施取得了明显成效", None, causal=True),
)

ENGLISH: Final = (
    "In one week there were more than 2 million discussions on Weibo and WeChat.",
    "A third-party report says the spread speed fell by 40 per cent and the positive share rose by 35%.",
    "Satisfaction rose from 6.2 to 7.0 points.",
    "About 85% of consumers felt the sincerity and would go on supporting the platform.",
    "Sales rose by 15% thanks to the promotions.",
)


def a_document(*paragraphs: str) -> Document:
    """A document of these paragraphs, a line each."""
    pieces, at = [], 0
    for number, words in enumerate(paragraphs, 1):
        pieces.append(Piece(start=at, end=at + len(words), place=str(number)))
        at += len(words) + 1
    return Document(file="test.txt", text="\n".join(paragraphs), pieces=tuple(pieces))


def word_bytes(paragraphs: tuple[str, ...], *tables: tuple[tuple[str, ...], ...]) -> bytes:
    """A Word document of these paragraphs and tables."""
    import docx

    word = docx.Document()
    for words in paragraphs:
        word.add_paragraph(words)
    for rows in tables:
        table = word.add_table(rows=len(rows), cols=len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, words in zip(cells.cells, row, strict=True):
                cell.text = words
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def pdf_bytes(lines: tuple[str, ...]) -> bytes:
    """A PDF of one page with these lines: two-byte codes and a ToUnicode map, as Word writes Chinese."""
    codes = {c: n for n, c in enumerate(sorted({c for line in lines for c in line}), 1)}
    shown = "\n".join(f"<{''.join(f'{codes[c]:04X}' for c in line)}> Tj T*" for line in lines)
    rows = "\n".join(f"<{n:04X}> <{c.encode('utf-16-be').hex()}>" for c, n in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}\nendbfchar\nendcmap end end"
    )
    page = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"
    cid = "/Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000"  # noqa: E501 - PDF's own words
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< {page} >>".encode(),
        _stream(f"BT /F1 12 Tf 14 TL 50 780 Td\n{shown}\nET"),
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H"
            b" /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>"
        ),
        f"<< {cid} >>".encode(),
        _stream(cmap),
    ]
    return _assembled(objects)


def _stream(words: str) -> bytes:
    packed = zlib.compress(words.encode())
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _assembled(objects: list[bytes]) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return body + end % (len(objects) + 1, table, len(objects) + 1, len(body))
