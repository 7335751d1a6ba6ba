"""One small file per known exporter: each module here lists its formats in `EXPORTERS`.

Adding an exporter is adding a module; nothing else has to be told.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from reporter.intake.exporter import Exporter


@cache
def known_exporters() -> tuple[Exporter, ...]:
    """Every known exporter, the most particular signature first."""
    found: list[Exporter] = []
    for module in pkgutil.iter_modules(__path__):
        found.extend(import_module(f"{__name__}.{module.name}").EXPORTERS)
    return tuple(sorted(found, key=lambda e: (-len(e.signature), e.id)))


def exporter_of(header: tuple[str, ...]) -> Exporter | None:
    """The exporter whose signature `header` carries; None when nobody is known to write it."""
    names = frozenset(header)
    for known in known_exporters():
        if known.signature <= names and not known.absent & names:
            return known
    return None
