"""参照: the marks a first word is read against, as data files with source, date and scope.

A mark is a reference and never a verdict: none of them binds a company.
"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from reporter import resources
from reporter.incident import EMPTY, Number, Record, Response, Text, Words
from reporter.load.restricted import read_yaml

OWN: Final = "own"


class Mark(Record):
    """One time limit: hours after first exposure, and what is due by then."""

    hours: Number = Field(gt=0)
    what: Words


class Benchmark(Record):
    """One set of marks with where it comes from and whom it binds."""

    id: str = ""
    name: Words
    source: Words
    date: str = ""
    scope: Text = EMPTY
    marks: tuple[Mark, ...] = Field(min_length=1)

    @property
    def hours(self) -> float:
        """The first of its marks, in hours."""
        return min(mark.hours for mark in self.marks)


def marks(response: Response) -> tuple[Benchmark, ...]:
    """Every set of marks, the one an incident's clock is read against first."""
    chosen = benchmark(response)
    return chosen, *(one for one in known_benchmarks() if one.id != chosen.id)


def benchmark(response: Response) -> Benchmark:
    """The marks an incident's clock is read against: one of the package's, or its own."""
    own = response.own
    if response.benchmark != OWN or own is None:
        return known_benchmark(response.benchmark)
    first = Mark.model_validate({"hours": own.hours, "what": {"zh": "首次回应", "en": "first response"}})
    return Benchmark(id=OWN, name=own.name, source=own.source, marks=(first,))


def known_benchmark(name: str) -> Benchmark:
    """The package's own marks of that name.

    Raises: FileNotFoundError - no such file (a bug: `incident.yml` allows only those that exist).
    """
    file = resources.response_marks() / f"{name}.yml"
    data = read_yaml(file.read_bytes(), file.name).data
    return Benchmark.model_validate({**data, "id": name} if isinstance(data, dict) else data)


def known_benchmarks() -> tuple[Benchmark, ...]:
    """All marks the package brings, by name of their file."""
    return tuple(known_benchmark(file.stem) for file in sorted(resources.response_marks().glob("*.yml")))
