"""Scorers: texts in, probability of a positive text out; machine indices, never findings.

A scorer is found by name in the entry-point group `reporter.scorers`, so users
install their own.  The default, SnowNLP, is wrong on 29 to 41 % of Weibo posts:
what it yields is called a machine index and printed as uncalibrated.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b, sha256
from importlib.metadata import EntryPoint, entry_points, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol, cast

import numpy as np
import numpy.typing as npt

from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.text.clean import PREPROCESSING

GROUP: Final = "reporter.scorers"
DEFAULT: Final = "snownlp"

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What decides a score besides the text; two equal identities give equal scores.

    Args:
        name: the scorer's name.
        version: the version its package states.
        files: sha256 of every file that decides a score, by its name in the package.
        preprocessing: id of the rules that made the text ready (`clean.PREPROCESSING`).
    """

    name: str
    version: str
    files: Mapping[str, str]
    preprocessing: str

    @property
    def key(self) -> str:
        """128 bits of the identity in hexadecimal: the name of its score cache."""
        facts = [self.name, self.version, sorted(self.files.items()), self.preprocessing]
        return blake2b(json.dumps(facts).encode(), digest_size=16).hexdigest()


class Scorer(Protocol):
    """Anything that turns prepared texts into probabilities; it must survive pickling to a worker."""

    @property
    def name(self) -> str:
        """The name it is found by."""

    def score(self, texts: Sequence[str]) -> Scores:
        """P(positive) of each text, in 0..1 and in order; the same for the same text every time."""

    def identity(self) -> Identity:
        """What decides its scores; cheap, no model is loaded."""


# What SnowNLP's polarity depends on: two models, its stop words and the code that reads them.
# The package name alone is no witness: `snownlp-pro` installs itself over `snownlp`.
_SNOWNLP_FILES: Final = (
    "classification/bayes.py",
    "normal/__init__.py",
    "normal/stopwords.txt",
    "seg/__init__.py",
    "seg/seg.marshal.3",
    "seg/seg.py",
    "seg/y09_2047.py",
    "sentiment/__init__.py",
    "sentiment/sentiment.marshal.3",
    "utils/frequency.py",
)


@cache
def _snownlp_identity() -> Identity:
    spec = find_spec("snownlp")  # finds a top-level package without importing it
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("snownlp")
    root = Path(spec.origin).parent
    files = {name: sha256((root / name).read_bytes()).hexdigest() for name in _SNOWNLP_FILES}
    return Identity(name=DEFAULT, version=version("snownlp"), files=files, preprocessing=PREPROCESSING)


class SnowNLPScorer:
    """SnowNLP's Bayes model over its own segmentation, exactly as `SnowNLP(text).sentiments`."""

    name: Final = DEFAULT

    def score(self, texts: Sequence[str]) -> Scores:
        """P(positive) of each text; a text without words gets the model's prior."""
        with warnings.catch_warnings():
            # Its sources hold invalid escapes, which Python reports when it first compiles them.
            warnings.simplefilter("ignore")
            # snownlp takes 4 CPU s and 430 MB (its tagger): import it only when there is work.
            from snownlp import sentiment
        # `classify` and not `SnowNLP(text)`: that one raises on empty text and builds an index nobody asked for.
        return np.fromiter(map(sentiment.classify, texts), np.float64, count=len(texts))

    def identity(self) -> Identity:
        """Its version and the hashes of its model files, without importing it."""
        return _snownlp_identity()


def installed_scorers() -> dict[str, EntryPoint]:
    """The scorers that are installed, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def scorer_named(name: str = DEFAULT) -> Scorer:
    """The scorer of that name.

    Raises: UserError - R106, no scorer of that name is installed (the user's setting).
    """
    if name == DEFAULT:
        return SnowNLPScorer()  # works from a checkout that was never installed, too
    found = installed_scorers()
    if name not in found:
        known = ", ".join(sorted({DEFAULT, *found}))
        message = _("There is no scorer “{name}” (installed: {known}).").format(name=name, known=known)
        raise UserError([problem("R106", message, hint=_("Install the package that provides it."))])
    return cast("Scorer", found[name].load()())
