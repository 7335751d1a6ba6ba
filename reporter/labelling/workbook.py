"""Labels through Excel: a workbook with drop-downs goes out, what was filled in comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from reporter.errors import Place, Problem, UserError
from reporter.i18n import _
from reporter.labelling.book import Entry
from reporter.labelling.task import Task, entries
from reporter.labels import stance_named
from reporter.labels.draw import Item
from reporter.load.grid import Grid, Row, header_of, read_grid
from reporter.names import STANCES, word

#: Longer texts do not fit a cell of Excel.
_LONGEST: Final = 32_000
_YES: Final = "是"
#: What a spreadsheet may take for a formula, as soon as somebody retypes the cell or saves it as CSV.
_FORMULA: Final = ("=", "+", "-", "@", "\t")
#: What a viewpoint's cell may hold, besides nothing: found, or not.
_TRUE: Final = frozenset({"是", "有", "√", "✓", "1", "y", "yes"})
_FALSE: Final = frozenset({"", "否", "无", "×", "0", "n", "no"})
_ORDER: Final = ("negative", "neutral", "positive")
_MAX_PROBLEMS: Final = 50


def _columns(task: Task) -> list[str]:
    return [_("No."), _("post text"), _("stance"), *(str(item.name) for item in task.loaded.incident.codebook)]


def write_workbook(task: Task, labeller: str, path: Path) -> int:
    """Write the texts with what this labeller has said so far into a workbook; how many texts.

    Raises: UserError - R005, the file cannot be written.
    """
    import xlsxwriter  # only here

    order = task.ordered(labeller)
    # Posts begin with = and hold links as they please: every text is a text.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    _fill_labels(book, task, labeller, order)
    _fill_guide(book, task)
    try:
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        message = _("The file cannot be written ({reason}).").format(reason=error)
        hint = _("Close it in Excel or WPS and try again.")
        raise UserError([Problem(code="R005", message=message, hint=hint)]) from error
    return len(order)


def _fill_labels(book: Any, task: Task, labeller: str, order: Sequence[Item]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    sheet = book.add_worksheet(_("labels"))
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    columns = _columns(task)
    sheet.write_row(0, 0, columns, head)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 70)
    sheet.set_column(2, len(columns) - 1, 12)
    for i, item in enumerate(order, start=1):
        said = task.said(item, labeller)
        found = set((said.viewpoints or "").split("|")) if said is not None else set()
        marks = [_YES if code.id in found else "" for code in task.loaded.incident.codebook]
        stance = word(STANCES, said.label) if said is not None else ""
        for j, value in enumerate((item.id, _shown(item.text), stance, *marks)):
            sheet.write_string(i, j, value, cell)
    choices = {"validate": "list", "source": [word(STANCES, one) for one in _ORDER]}
    sheet.data_validation(1, 2, max(1, len(order)), 2, choices)
    if len(columns) > 3:  # noqa: PLR2004 - number, text, stance
        sheet.data_validation(1, 3, max(1, len(order)), len(columns) - 1, {"validate": "list", "source": [_YES]})


def _fill_guide(book: Any, task: Task) -> None:  # noqa: ANN401 - xlsxwriter has no types
    sheet = book.add_worksheet(_("instructions"))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100)
    for i, line in enumerate(guide(task, workbook=True)):
        sheet.write_string(i, 0, line, wrapped)


def guide(task: Task, *, workbook: bool = False) -> Iterator[str]:
    """The instructions of the labellers, line by line; those on rows and cells only for a `workbook`."""
    if workbook:
        yield _("Choose one stance for each text; leave it empty when you cannot tell.")
        yield _(
            "Do not change the numbers in the first column; you may sort whole rows, filter and leave rows for later."
        )
    yield _("Negative: blames, complains, mocks or doubts. Positive: praises, thanks or defends. Neutral: neither.")
    if task.loaded.incident.text.chain:
        yield _("Judge the author's own words only, not what is quoted after //@.")
    else:
        yield _("Judge the whole text, what is quoted after //@ too.")
    codebook = task.loaded.incident.codebook
    if codebook and workbook:
        yield _("Viewpoints: choose 是 where the text holds one, several are possible; leave the others empty.")
    for item in codebook:
        yield _("{name}: {definition}").format(name=str(item.name), definition=str(item.definition))


def read_workbook(task: Task, labeller: str, path: Path, file: str) -> list[Entry]:
    """The labels of a filled workbook (or its CSV), as rows of labels.csv; rows without a stance are left out.

    Raises: UserError - R005, R301, R302, R303: every wrong cell at once, nothing is taken over.
    """
    wanted = frozenset(_columns(task))
    grid = read_grid(path, file, wanted)
    header = header_of(grid, wanted) or next(iter(grid.rows), Row(number=1, cells=()))
    rows = [row for row in grid.rows if row.number > header.number]
    reading = _Reading(task=task, grid=grid, places=_places(task, grid, header))
    reading.twice(rows)
    labels = [entry for row in rows for entry in reading.entries(row, labeller)]
    if reading.found:
        raise UserError(_capped(reading.found, grid.place(header.number)))
    return labels


def _places(task: Task, grid: Grid, header: Row) -> dict[str, int]:
    """Column -> its position."""
    names = [str(cell or "").strip() for cell in header.cells]
    wanted = _columns(task)
    missing = [name for name in wanted if name not in names]
    if missing:
        message = _("There is no column {names}.").format(names=_(", ").join(missing))
        hint = _("Write the workbook again with reporter label SLUG --xlsx FILE and fill that one.")
        raise UserError([Problem(code="R301", message=message, hint=hint, place=grid.place(header.number))])
    return {name: names.index(name) for name in wanted}


def _capped(found: list[Problem], place: Place) -> list[Problem]:
    more = len(found) - _MAX_PROBLEMS
    if more <= 0:
        return found
    message = _("There are {n} more problems in this file.").format(n=more)
    return [*found[:_MAX_PROBLEMS], Problem(code="R302", message=message, place=place)]


def _cell(row: Row, column: int) -> str:
    cell = row.cells[column] if column < len(row.cells) else None
    # A number typed into a cell comes back as a fraction: 1 as 1.0.
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell).strip()


def _shown(text: str) -> str:
    """A text as its cell holds it: behind an apostrophe where it looks like a formula."""
    return ("'" if text.startswith(_FORMULA) else "") + text[:_LONGEST]


def _letters(text: str) -> str:
    """A text without what a spreadsheet does to it: blanks, line ends, the apostrophe of `_shown`."""
    return "".join(text[:_LONGEST].split()).removeprefix("'")


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A filled workbook being read; what is wrong with it gathers in `found`."""

    task: Task
    grid: Grid
    places: Mapping[str, int]
    found: list[Problem] = field(default_factory=list)

    def _wrong(self, code: str, row: Row, name: str, message: str, hint: str = "") -> None:
        place = self.grid.place(row.number, self.places[name])
        self.found.append(Problem(code=code, message=message, hint=hint, place=place))

    def twice(self, rows: Sequence[Row]) -> None:
        """Find numbers that stand in two rows."""
        seen: dict[str, int] = {}
        for row in rows:
            name = _cell(row, self.places[_("No.")])
            if name and name in seen:
                message = _("The number {id} stands in row {row} already.")
                self._wrong("R302", row, _("No."), message.format(id=name, row=seen[name]))
            seen.setdefault(name, row.number)

    def entries(self, row: Row, labeller: str) -> list[Entry]:
        """The labels of one row; none when it is empty or wrong."""
        item = self._item(row)
        if item is None:
            return []
        viewpoints = self._viewpoints(row)
        said = _cell(row, self.places[_("stance")])
        label = stance_named(said)
        if said and label is None:
            known = _(", ").join(word(STANCES, one) for one in _ORDER)
            message = _("“{value}” is no stance; there are: {known}.")
            self._wrong("R302", row, _("stance"), message.format(value=said[:40], known=known))
        return entries(item, label, labeller, viewpoints) if label else []

    def _item(self, row: Row) -> Item | None:
        """The text a row is about; None when its number or its text is not ours."""
        number = _cell(row, self.places[_("No.")])
        item = next((one for one in self.task.items if one.id == number), None)
        if item is None:
            message = _("No drawn text has the number {id}.").format(id=number[:40] or _("(empty)"))
            self._wrong("R303", row, _("No."), message, _("Numbers must stay as they were written."))
        elif _letters(_cell(row, self.places[_("post text")])) != _letters(item.text):
            message = _("The text beside the number {id} is another one.").format(id=item.id)
            hint = _("Were single columns sorted? Write the workbook again and fill that one.")
            self._wrong("R303", row, _("post text"), message, hint)
            return None
        return item

    def _viewpoints(self, row: Row) -> tuple[str, ...] | None:
        codebook = self.task.loaded.incident.codebook
        held = []
        for item in codebook:
            said = _cell(row, self.places[str(item.name)]).casefold()
            if said in _TRUE:
                held.append(item.id)
            elif said not in _FALSE:
                message = _("“{value}” says neither yes nor no; write 是 or nothing.").format(value=said[:40])
                self._wrong("R302", row, str(item.name), message)
        return tuple(held) if codebook else None
