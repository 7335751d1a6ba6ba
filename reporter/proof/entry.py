"""A claim about to be recorded: its fields, its lines of YAML, and what the analyst still has to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reporter.extract import Proposal, number
from reporter.i18n import _
from reporter.incident import Comparator
from reporter.load.insert import yaml_value

#: A value of 0 is one.
_FIGURES: Final = frozenset({"value", "value_from"})
_CHANGES: Final = frozenset({"rel_change", "abs_change", "pp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One claim to be recorded.

    Args:
        fields: its fields as YAML names them, without `id`; none is empty.
        unitless: the figure where its unit is none of a claim's, so that no field holds it.
        span: the stretch of time its sentence names, in its own words.
        against: what its sentence compares with, in its own words.
        id: asked for by the analyst; empty for the next free one.
    """

    fields: Mapping[str, Any]
    unitless: float | None = None
    span: str = ""
    against: str = ""
    id: str = ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the analyst has to decide or fill in, a remark each; none of a sentence without a figure."""
        return tuple(_remarks(self)) if "value" in self.fields or self.unitless is not None else ()

    def lines(self, name: str) -> list[str]:
        """The claim as lines of YAML, an item of the list `claims` with `name` for its id."""
        lines = [f"{key}: {yaml_value(value)}" for key, value in self.fields.items()]
        lines += [f"# {_('to be filled in')}　{words}" for words in self.remarks]
        return [f"- id: {name}", *(f"  {line}" for line in lines)]


def entry_of(one: Proposal, file: str) -> Entry:
    """A proposal as it stands; what its words do not say is left out."""
    known = one.value is not None and one.unit is not None
    asserts = one.asserts if one.asserts is not None and one.asserts.topic else None
    fields: dict[str, Any] = {
        "quote": " ".join(one.quote.split()),
        "locator": f"{file} {one.place}".strip(),
        "metric": one.metric,
        **(_figure_fields(one) if known else {}),
        "source": one.source,
        "n": one.n,
        "causal": one.causal,
        "asserts": {"topic": asserts.topic, "value": asserts.value} if asserts else None,
    }
    unitless = None if known else number(one.value)
    return Entry(fields=stated(fields), unitless=unitless, span=one.span, against=one.against)


def stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value or (name in _FIGURES and value is not None)}


def _figure_fields(one: Proposal) -> dict[str, Any]:
    return {
        "value": number(one.value),
        "value_from": number(one.value_from),
        "unit": one.unit.value if one.unit else None,
        "decimals": one.decimals,
        "comparator": None if one.comparator is Comparator.EQUAL else one.comparator.value,
        "direction": one.direction,
        "readings": [reading.value for reading in one.readings],
    }


def _remarks(one: Entry) -> Iterator[str]:
    fields = one.fields
    if one.unitless is not None:
        words = _("value and unit: the figure is {value} in a unit the tool does not know")
        yield words.format(value=one.unitless)
    if "metric" not in fields:
        yield _("metric: which metric is meant; see the catalogue of metrics")
    if len(fields.get("readings", ())) > 1:
        yield _("readings: keep only the reading that is meant, if the author says which")
    if "source" not in fields:
        yield _("source: where the figure was taken from")
    changed = _CHANGES.intersection(fields.get("readings", ())) or "value_from" in fields
    if changed and "baseline" not in fields:
        yield _("baseline: the period it is compared with{words}").format(words=_said(one.against))
    if "window" not in fields:
        words = _("window: the period it covers{span}; definition: how it is measured")
        yield words.format(span=_said(one.span))


def _said(words: str) -> str:
    return _(" (the text says “{span}”)").format(span=words) if words else ""
