"""The ledger of a build: everything that decided a score, a word or a copy, so that somebody else gets the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, NamedTuple

from reporter.text import copies, keywords
from reporter.text.clean import Preprocessing
from reporter.text.segment import DICTIONARY, Segmenter
from reporter.text.sentiment import Identity
from reporter.text.stopwords import STOP_WORDS


class Fact(NamedTuple):
    """One thing that decided a result: a stable name, and its value as text."""

    name: str
    value: str


Facts = tuple[Fact, ...]
#: Words for a switch; stable, so that the ledgers of two builds can be compared.
_ON: Final[Mapping[bool, str]] = {True: "on", False: "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What decided the results over texts, section by section; empty where nothing ran.

    Args:
        scorer: the engine, its version, our own arithmetic's version, the hash of each model file.
        preprocessing: the rules' version and every switch.
        segmenter: what cut texts into words, and the hashes of dictionaries and stop words.
        copies: the parameters of the search for copies.
        keywords: the parameters of the comparison of words.
        labels: what shares rest on besides the engine: hashes of labels, seed of the sample, local model, gains.
    """

    scorer: Facts = ()
    preprocessing: Facts = ()
    segmenter: Facts = ()
    copies: Facts = ()
    keywords: Facts = ()
    labels: Facts = ()

    def sections(self) -> Iterable[tuple[str, Facts]]:
        """Name and facts of every section that has any."""
        names = ("scorer", "preprocessing", "segmenter", "copies", "keywords", "labels")
        return ((name, facts) for name in names if (facts := getattr(self, name)))

    def as_json(self) -> dict[str, dict[str, str]]:
        """Section -> name -> value."""
        return {name: dict(facts) for name, facts in self.sections()}


#: Of an incident without posts.
NOTHING: Final = Ledger()


def ledger(
    identity: Identity,
    rules: Preprocessing,
    word_lists: Iterable[tuple[str, str]] = (),
    labels: Iterable[tuple[str, str]] = (),
) -> Ledger:
    """The ledger of a build that scored, cut and compared texts.

    Args:
        identity: of the scorer.
        rules: what made texts ready for it.
        word_lists: file name and sha256 of the incident's own dictionary and stop words.
        labels: what the shares rest on besides, name and value.
    """
    return Ledger(
        scorer=tuple(_scorer(identity)),
        preprocessing=(Fact("rules", rules.id), *(Fact(name, _ON[on]) for name, on in rules.switches)),
        segmenter=(
            Fact("segmenter", Segmenter.name()),
            Fact("dictionary", DICTIONARY),
            Fact("stop words", _seal(STOP_WORDS)),
            *(Fact(name, seal) for name, seal in word_lists),
        ),
        copies=_facts(copies.PARAMETERS),
        keywords=_facts(keywords.PARAMETERS),
        labels=tuple(Fact(name, value) for name, value in labels),
    )


def _scorer(identity: Identity) -> Iterable[Fact]:
    yield Fact("scorer", f"{identity.name} {identity.version}")
    if identity.kernel:
        yield Fact("kernel", f"{identity.kernel}, numpy {version('numpy')}")
    yield from (Fact(name, seal) for name, seal in sorted(identity.files.items()))


def _facts(parameters: Mapping[str, str]) -> Facts:
    return tuple(Fact(name, value) for name, value in parameters.items())


def _seal(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(words)).encode()).hexdigest()
