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
from hashlib import blake2b
from importlib.metadata import EntryPoint, entry_points, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol, cast

import numpy as np
import numpy.typing as npt

from reporter.cache import Store
from reporter.errors import Place, Problem, Severity, UserError
from reporter.i18n import _
from reporter.text.clean import PREPROCESSING
from reporter.text.dictionary import user_folder
from reporter.text.kernel import load as kernel
from reporter.text.kernel.model import KNOWN, digests
from reporter.text.kernel.polarity import polarity
from reporter.text.kernel.tables import Tables

GROUP: Final = "reporter.scorers"
DEFAULT: Final = "snownlp"

Scores = npt.NDArray[np.float64]
_NOWHERE: Final = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What decides a score besides the text; two equal identities give equal scores.

    Args:
        name: the scorer's name.
        version: the version its package states.
        files: sha256 of every file that decides a score, by its name in the package.
        preprocessing: id of the rules that made the text ready (`clean.Preprocessing.id`).
        kernel: version of our own arithmetic over the package's model; empty when the package itself scores.
    """

    name: str
    version: str
    files: Mapping[str, str]
    preprocessing: str
    kernel: str = ""

    @property
    def key(self) -> str:
        """128 bits of the identity in hexadecimal: the name of its score cache."""
        facts = [self.name, self.version, sorted(self.files.items()), self.preprocessing, self.kernel]
        return blake2b(json.dumps(facts).encode(), digest_size=16).hexdigest()


class Scorer(Protocol):
    """Anything that turns prepared texts into probabilities; it must survive pickling to a worker.

    It may say how many texts are about a second's work (`batch: int`, 100 unless
    said) and what went wrong without changing a score (`warnings`, of `Problem`).
    """

    @property
    def name(self) -> str:
        """The name it is found by."""

    def score(self, texts: Sequence[str]) -> Scores:
        """P(positive) of each text, in 0..1 and in order; the same for the same text every time."""

    def identity(self) -> Identity:
        """What decides its scores; cheap, no model is loaded."""


@cache
def _snownlp_folder() -> Path:
    spec = find_spec("snownlp")  # finds a top-level package without importing it
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("snownlp")
    return Path(spec.origin).parent


@cache
def _snownlp_identity() -> Identity:
    files = digests(_snownlp_folder())
    own = kernel.VERSION if files == KNOWN else ""
    return Identity(name=DEFAULT, version=version("snownlp"), files=files, preprocessing=PREPROCESSING, kernel=own)


@cache
def _tables(folder: Path | None) -> tuple[Tables, tuple[Problem, ...]]:
    """The kernel's tables and what went wrong with their file; once in a process."""
    store = Store(folder) if folder is not None else None
    return kernel.load(_snownlp_folder(), store), tuple(store.warnings) if store else ()


def _original_scores(texts: Sequence[str]) -> Scores:
    with warnings.catch_warnings():
        # Its sources hold invalid escapes, which Python reports when it first compiles them.
        warnings.simplefilter("ignore")
        # snownlp takes 4 CPU s and 430 MB (its tagger): import it only when there is work.
        from snownlp import sentiment
    # `classify` and not `SnowNLP(text)`: that one raises on empty text and builds an index nobody asked for.
    return np.fromiter(map(sentiment.classify, texts), np.float64, count=len(texts))


class SnowNLPScorer:
    """SnowNLP's Bayes model over its own segmentation, exactly as `SnowNLP(text).sentiments`.

    The release the kernel was proven against is scored by the kernel, to the
    same bits; another one by the package itself, with a warning.

    Args:
        folder: where the kernel's tables are kept; None means the user's own cache.
    """

    name: Final = DEFAULT

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        #: What the caller may show; no score depends on it.
        self.warnings: tuple[Problem, ...] = ()

    @property
    def batch(self) -> int:
        """Texts it scores in half a second or so; fewer only take longer."""
        return 20_000 if self.identity().kernel else 100

    def score(self, texts: Sequence[str]) -> Scores:
        """P(positive) of each text; a text without words gets the model's prior."""
        if not self.identity().kernel:
            self.warnings = (_unknown_model(),)
            return _original_scores(texts)
        tables, self.warnings = _tables(self._folder or user_folder("snownlp"))
        return polarity(texts, tables)

    def identity(self) -> Identity:
        """Its version and the hashes of its model files, without importing it."""
        return _snownlp_identity()


def _unknown_model() -> Problem:
    message = _("SnowNLP is not the release the fast scoring was proven against: the package itself scores, slowly.")
    hint = _("Install snownlp 0.12.3.")
    return Problem(code="R008", message=message, hint=hint, severity=Severity.WARNING)


def installed_scorers() -> dict[str, EntryPoint]:
    """The scorers that are installed, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def scorer_named(name: str = DEFAULT, place: Place = _NOWHERE) -> Scorer:
    """The scorer of that name; `place` is where it was chosen.

    Raises: UserError - R106, no scorer of that name is installed (the user's setting); R009, it cannot be started.
    """
    if name == DEFAULT:
        return SnowNLPScorer()  # works from a checkout that was never installed, too
    found = installed_scorers()
    if name not in found:
        known = ", ".join(sorted({DEFAULT, *found}))
        message = _("There is no scorer “{name}” (installed: {known}).").format(name=name, known=known)
        hint = _("Install the package that provides it.")
        raise UserError([Problem(code="R106", message=message, hint=hint, place=place)])
    try:
        return cast("Scorer", found[name].load()())
    except Exception as error:  # a package of the user's own may raise anything
        why = f"{type(error).__name__}: {error}"[:200]
        message = _("The scorer “{name}” cannot be started ({why}).").format(name=name, why=why)
        raise UserError([Problem(code="R009", message=message, place=place)]) from error
