"""Proposed claims through Excel: a workbook with drop-downs goes out, the rows marked 是 come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from reporter.errors import Problem, UserError
from reporter.i18n import N_, _
from reporter.incident import Claim, ClaimUnit, Comparator, Reading
from reporter.load.cells import Cell, CellError, moment, number, whole
from reporter.load.grid import Grid, Row, header_of, read_grid
from reporter.metrics import DEFINITIONS
from reporter.moments import DEFAULT_ZONE
from reporter.names import PLATFORMS, word
from reporter.proof.entry import Entry, stated
from reporter.proof.proposed import READINGS
from reporter.units import Unit, sign

_YES: Final = "是"
_DIRECTIONS: Final = {"up": N_("up"), "down": N_("down")}
#: Columns with the field each holds; the last two are for the tool and hidden.
_COLUMNS: Final = {
    "take": (N_("take over"), 8),
    "id": (N_("id"), 7),
    "quote": (N_("quote"), 44),
    "locator": (N_("place"), 18),
    "value": (N_("reported value"), 11),
    "value_from": (N_("earlier value"), 9),
    "unit": (N_("unit"), 10),
    "comparator": (N_("comparison"), 9),
    "direction": (N_("direction"), 7),
    "readings": (N_("way to read it"), 16),
    "metric": (N_("metric"), 18),
    "causal": (N_("gives a cause"), 9),
    "source": (N_("source"), 18),
    "n": (N_("sample size"), 9),
    "window.start": (N_("period from"), 12),
    "window.end": (N_("period to"), 12),
    "baseline.start": (N_("compared from"), 12),
    "baseline.end": (N_("compared to"), 12),
    "definition": (N_("definition"), 24),
    "remarks": (N_("to be filled in"), 40),
    "decimals": (N_("decimals"), 8),
    "asserts": (N_("assertion"), 8),
}
_HIDDEN: Final = frozenset({"decimals", "asserts"})
_CHOICES: Final = ("unit", "comparator", "direction", "readings", "metric")
_DATES: Final = ("window", "baseline")
_LONGEST: Final = 32_000
_EQUAL: Final = N_("equals")


def unit_words() -> dict[str, str]:
    """Each unit of a claim by its word."""
    return {unit.value: sign(Unit(unit.value)) or _("ratio or multiple") for unit in ClaimUnit}


def reading_words(codes: Sequence[str]) -> str:
    """The readings of a figure by their words."""
    return _(", ").join(_(READINGS[Reading(one)]) for one in codes)


def metric_labels() -> dict[str, str]:
    """Each metric a claim can state by its name, the platforms' shares one by one."""
    units = {unit.value for unit in ClaimUnit}
    labels = {one.id: _(one.label) for one in DEFINITIONS if one.unit.value in units}
    shares = {f"platform_share@{code}": f"{labels['platform_share']}：{word(PLATFORMS, code)}" for code in PLATFORMS}
    return labels | shares


def _choices() -> dict[str, dict[str, str]]:
    """For each column with a drop-down: code -> word."""
    readings = [reading.value for reading in Reading]
    return {
        "unit": unit_words(),
        "comparator": {one.value: _(_EQUAL) if one is Comparator.EQUAL else one.value for one in Comparator},
        "direction": {code: _(name) for code, name in _DIRECTIONS.items()},
        "readings": {code: reading_words([code]) for code in readings},
        "metric": metric_labels(),
    }


# Out ----------------------------------------------------------------------------


def write_sheet(entries: Sequence[Entry], names: Sequence[str], path: Path) -> None:
    """The entries as a workbook, what must be decided shaded.

    Raises: UserError - R604, the file cannot be written.
    """
    import xlsxwriter  # only here and in labelling

    # A quote begins with = as it pleases: every text is a text.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    _fill_claims(book, entries, names)
    _fill_metrics(book)
    _fill_guide(book)
    try:
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        message = _("The file cannot be written ({why}).").format(why=error)
        hint = _("Close it in Excel or WPS and try again.")
        raise UserError([Problem(code="R604", message=message, hint=hint)]) from error


def _fill_claims(book: Any, entries: Sequence[Entry], names: Sequence[str]) -> None:  # noqa: ANN401 - untyped
    sheet = book.add_worksheet(_("claims"))
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"})
    look = {"text_wrap": True, "valign": "top", "border": 1}
    cell, asked = book.add_format(look), book.add_format({**look, "bg_color": "#FFF4CC"})
    sheet.write_row(0, 0, [_(label) for label, _width in _COLUMNS.values()], head)
    sheet.freeze_panes(1, 3)
    for i, (key, (_label, width)) in enumerate(_COLUMNS.items()):
        sheet.set_column(i, i, width, None, {"hidden": key in _HIDDEN})
    for row, (one, name) in enumerate(zip(entries, names, strict=True), start=1):
        shown = _shown(one, name)
        for i, key in enumerate(_COLUMNS):
            sheet.write(row, i, shown.get(key, ""), asked if _to_decide(key, one) else cell)
    sheet.autofilter(0, 0, max(1, len(entries)), len(_COLUMNS) - 1)
    _drop_downs(sheet, max(1, len(entries)))


def _drop_downs(sheet: Any, rows: int) -> None:  # noqa: ANN401 - xlsxwriter has no types
    columns, choices = list(_COLUMNS), _choices()
    lists: dict[str, Any] = {key: list(choices[key].values()) for key in _CHOICES}
    lists |= {"take": [_YES], "causal": [_YES], "metric": f"='{_('metrics')}'!$A$2:$A${len(choices['metric']) + 1}"}
    for key, source in lists.items():
        place = columns.index(key)
        # Several readings joined, and a metric of the user's own, may stay.
        kind = "warning" if key in {"readings", "metric"} else "stop"
        sheet.data_validation(1, place, rows, place, {"validate": "list", "source": source, "error_type": kind})


def _fill_metrics(book: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    sheet = book.add_worksheet(_("metrics"))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 30)
    sheet.write_row(0, 0, [_("metric"), _("code")])
    for row, (code, label) in enumerate(metric_labels().items(), start=1):
        sheet.write_row(row, 0, [label, code])


def _fill_guide(book: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    sheet = book.add_worksheet(_("instructions"))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100)
    for row, line in enumerate(_guide()):
        sheet.write_string(row, 0, line, wrapped)


def _guide() -> Iterator[str]:
    yield _("Check each row against the document, then choose 是 in the first column; rows without it are left out.")
    yield _("Shaded cells are what the words leave open: choose or fill in; leave empty what the author does not say.")
    yield _("A reading joined of several is decided by choosing one of them.")
    yield _("Periods: first and last day, such as 2021-06-01 and 2021-06-07, the last day included.")
    yield _("Rows may be sorted, filtered and deleted; the words of the document stay as they are.")


def _shown(one: Entry, name: str) -> dict[str, Any]:
    """The words and numbers of a row, column by column."""
    fields, choices = one.fields, _choices()
    plain = ("locator", "value", "value_from", "source", "n")
    shown: dict[str, Any] = {key: fields[key] for key in plain if key in fields}
    if one.unitless is not None:
        shown["value"] = one.unitless
    shown |= {"id": name, "quote": str(fields["quote"])[:_LONGEST], "decimals": fields.get("decimals", 0)}
    for key in ("unit", "comparator", "direction", "metric"):
        code = fields.get(key, "=" if key == "comparator" and "value" in fields else "")
        shown[key] = choices[key].get(code, code)
    shown["readings"] = reading_words(fields.get("readings", ()))
    shown["causal"] = _YES if fields.get("causal") else ""
    shown["remarks"] = "\n".join(one.remarks)
    asserts = fields.get("asserts")
    shown["asserts"] = f"{asserts['topic']}={asserts['value']}" if asserts else ""
    return shown


def _to_decide(key: str, one: Entry) -> bool:
    """Whether a cell holds what only the analyst can say."""
    if not one.remarks:
        return False
    fields = one.fields
    missing = key in {"unit", "metric", "source"} and key not in fields
    changed = {"rel_change", "abs_change", "pp"} & set(fields.get("readings", ()))
    compared = key.startswith("baseline.") and bool(changed)
    return missing or compared or key.startswith("window.") or (key == "readings" and len(fields.get(key, ())) != 1)


# Back ---------------------------------------------------------------------------


def read_sheet(path: Path, file: str, zone: str = DEFAULT_ZONE) -> list[Entry]:
    """The rows of a filled workbook that are to be taken over.

    Raises: UserError - R005, R301, R302: every wrong cell at once, nothing is taken over.
    """
    needed = [_(_COLUMNS[key][0]) for key in ("take", "quote")]
    grid = read_grid(path, file, frozenset(needed))
    head = header_of(grid, frozenset(needed))
    if head is None:
        message = _("There is no column {names}.").format(names=_(", ").join(needed))
        hint = _("Write the workbook again with reporter claims extract FILE SLUG --xlsx FILE and fill that one.")
        raise UserError([Problem(code="R301", message=message, hint=hint, place=grid.place(1))])
    names = list(map(_text, head.cells))
    places = {key: names.index(_(label)) for key, (label, _width) in _COLUMNS.items() if _(label) in names}
    reading = _Reading(grid=grid, places=places, zone=zone)
    found = [reading.entry(row) for row in grid.rows if row.number > head.number and reading.taken(row)]
    if reading.found:
        raise UserError(reading.found)
    return found


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A filled workbook being read; what is wrong with it gathers in `found`."""

    grid: Grid
    places: Mapping[str, int]
    zone: str
    found: list[Problem] = field(default_factory=list)

    def _cell(self, row: Row, key: str) -> Cell:
        place = self.places.get(key, len(row.cells))
        return row.cells[place] if place < len(row.cells) else None

    def _wrong(self, row: Row, key: str, message: str) -> None:
        place = self.grid.place(row.number, self.places.get(key))
        self.found.append(Problem(code="R302", message=message, place=place))

    def taken(self, row: Row) -> bool:
        """Whether a row is marked."""
        said = _text(self._cell(row, "take"))
        if said not in {"", _YES, "否"}:
            message = _("“{value}” says neither yes nor no; write 是 or nothing.")
            self._wrong(row, "take", message.format(value=said[:40]))
        return said == _YES

    def entry(self, row: Row) -> Entry:
        """The claim of one row."""
        fields: dict[str, Any] = {"quote": _text(self._cell(row, "quote"))}
        for key in ("locator", "metric", "value", "value_from", "unit", "decimals", "comparator", "direction"):
            fields[key] = self._value(row, key)
        fields["readings"] = self._readings(row)
        fields |= {key: self._value(row, key) for key in ("source", "n", "definition")}
        fields |= {name: self._period(row, name) for name in _DATES}
        fields["causal"] = _text(self._cell(row, "causal")) == _YES
        fields["asserts"] = self._asserted(row)
        if fields["comparator"] == Comparator.EQUAL:
            fields["comparator"] = None
        kept = stated(fields)
        self._check(row, kept)
        return Entry(fields=kept, id=_text(self._cell(row, "id")))

    def _value(self, row: Row, key: str) -> Any:  # noqa: ANN401 - text, number or code
        cell = self._cell(row, key)
        if key in {"value", "value_from"}:
            return self._parsed(row, key, partial(number))
        if key == "n":
            return self._parsed(row, key, partial(whole))
        if key == "decimals":
            return int(cell) if isinstance(cell, float) else 0
        return self._code(row, key, _text(cell)) if key in _CHOICES else _text(cell)

    def _parsed(self, row: Row, key: str, parse: partial[Any]) -> Any:  # noqa: ANN401
        cell = self._cell(row, key)
        if cell is None:
            return None
        try:
            value = parse(cell, self.zone)
        except CellError as error:
            message = _("“{value}” is not {wanted}.").format(value=_text(cell)[:40], wanted=_(str(error)))
            self._wrong(row, key, message)
            return None
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def _code(self, row: Row, key: str, words: str) -> str:
        known = _choices()[key]
        if not words or words in known:
            return words
        code = next((code for code, word_ in known.items() if word_ == words), None)
        if code is None:
            self._wrong(row, key, _none_of(key, words, list(known.values())))
        return code or ""

    def _readings(self, row: Row) -> list[str]:
        words = _text(self._cell(row, "readings")).replace(_(", "), "\n").split("\n")
        return [code for one in words if (code := self._code(row, "readings", one.strip()))]

    def _period(self, row: Row, name: str) -> dict[str, str] | None:
        ends = {end: self._parsed(row, f"{name}.{end}", partial(moment)) for end in ("start", "end")}
        if not any(ends.values()):
            return None
        if not all(ends.values()):
            self._wrong(row, f"{name}.end", _("A period needs its first and its last day."))
            return None
        return {end: one.isoformat() for end, one in ends.items()}

    def _asserted(self, row: Row) -> dict[str, str] | None:
        topic, _equal, value = _text(self._cell(row, "asserts")).partition("=")
        return {"topic": topic, "value": value} if topic and value else None

    def _check(self, row: Row, fields: Mapping[str, Any]) -> None:
        try:
            Claim.model_validate({"id": "C", **fields}, context={"timezone": self.zone})
        except ValidationError as error:
            for one in error.errors(include_url=False):
                key = str(one["loc"][0]) if one["loc"] else "unit"
                words = _("choose the unit of the figure") if one["type"] == "unit" else str(one["msg"])
                self._wrong(row, key, words)


def _none_of(key: str, words: str, known: Sequence[str]) -> str:
    """What may stand in a cell instead; of the many metrics only those that look alike."""
    if key != "metric":
        return _("“{value}” is none of: {known}.").format(value=words[:40], known=_(", ").join(known))
    near = get_close_matches(words, known, n=3, cutoff=0.3)
    message = _("There is no metric “{value}”; leave the cell empty or take one of the sheet “{sheet}”")
    told = message.format(value=words[:40], sheet=_("metrics"))
    return told + (_(", such as {known}.").format(known=_(", ").join(near)) if near else _("."))
