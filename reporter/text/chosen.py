"""The scorer an incident asks for, with the rules that make texts ready for it, and a look at what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np

from reporter.errors import Place, Problem, UserError
from reporter.i18n import _
from reporter.incident import TextSettings
from reporter.text.clean import USUAL, Preprocessing
from reporter.text.sentiment import Identity, Scorer, Scores

_T = TypeVar("_T")

#: Texts a scorer gets at once unless it says how many are a second's work: progress moves.
BATCH: Final = 100
_NOWHERE: Final = Place()


def preprocessing(settings: TextSettings) -> Preprocessing:
    """The switches as the incident sets them."""
    return Preprocessing(
        chain=settings.chain,
        names=settings.names,
        emoticons=settings.emoticons,
        traditional=settings.traditional,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A scorer that stands for another one: same scores, checked; identity with the rules in it.

    Args:
        scorer: the engine; its own bugs are told as the user's problem (R009), for the user installed it.
        rules: what makes a text ready for it.
        place: where the analyst chose it.
    """

    scorer: Scorer
    rules: Preprocessing = USUAL
    place: Place = _NOWHERE

    @property
    def name(self) -> str:
        """The name it is found by."""
        return self.scorer.name

    @property
    def batch(self) -> int:
        """Texts that are about a second's work."""
        return int(getattr(self.scorer, "batch", BATCH))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What went wrong without changing a score."""
        return tuple(getattr(self.scorer, "warnings", ()))

    def ready(self, texts: Iterable[str]) -> list[str]:
        """Each text as it is scored."""
        return self.rules.all_ready(texts)

    def score(self, texts: Sequence[str]) -> Scores:
        """P(positive) of each text, in 0..1 and in order.

        Raises: UserError (R009) - the engine failed, or answered something that is no probability per text.
        """
        answer = self._asked(lambda: np.asarray(self.scorer.score(texts), np.float64))
        if answer.shape != (len(texts),):
            words = _("answered {found} values for {n} texts")
            raise self._fault(words.format(found="×".join(map(str, answer.shape)) or "1", n=len(texts)))
        wrong = np.flatnonzero(~((answer >= 0) & (answer <= 1)))  # NaN is neither
        if len(wrong):
            words = _("answered {value}, which is no probability (0 to 1), in {n} cases")
            raise self._fault(words.format(value=f"{answer[wrong[0]]:g}", n=len(wrong)))
        return answer

    def identity(self) -> Identity:
        """The engine's, with these rules as the preprocessing."""
        return replace(self._asked(self.scorer.identity), preprocessing=self.rules.id)

    def _asked(self, question: Callable[[], _T]) -> _T:
        try:
            return question()
        except UserError:
            raise
        except Exception as error:
            # An engine of the user's own may raise anything; the cause stays attached for its author.
            raise self._fault(_("failed ({error})").format(error=f"{type(error).__name__}: {error}"[:200])) from error

    def _fault(self, what: str) -> UserError:
        message = _("The scorer “{name}” {what}.").format(name=self.scorer.name, what=what)
        hint = _("Ask whoever made it, or take the default: text.scorer: snownlp")
        return UserError([Problem(code="R009", message=message, hint=hint, place=self.place)])
