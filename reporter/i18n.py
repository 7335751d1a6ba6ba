"""The language of every user-visible sentence: gettext catalogues, English as the key.

Sentences are written in English in the code and translated in
`reporter/locale/<language>/LC_MESSAGES/reporter.po`.  The active language is a
context variable, so two incidents of different languages never mix.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

Language = Literal["zh", "en"]

#: The first is the default: the tool's users and their readers are Chinese.
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

_LOCALE: Final = Path(__file__).parent / "locale"
_active: ContextVar[Language] = ContextVar("language", default=LANGUAGES[0])


@cache
def _catalogue(language: Language) -> _gettext.NullTranslations:
    # English is the key itself and needs no catalogue.
    return _gettext.translation("reporter", _LOCALE, [language], fallback=language == "en")


def language() -> Language:
    """The language sentences are written in at the moment."""
    return _active.get()


@contextmanager
def speaking(wanted: Language) -> Iterator[None]:
    """Write every sentence inside the `with` block in `wanted`."""
    token = _active.set(wanted)
    try:
        yield
    finally:
        _active.reset(token)


def language_named(text: str) -> Language:
    """The supported language that `text` (such as `zh_CN.UTF-8`) asks for; the default if none."""
    start = text.lower()[:2]
    return next((language for language in LANGUAGES if language == start), LANGUAGES[0])


def sentence(words: str) -> str:
    """`words` as a sentence begins: with a capital in English, whose parts of sentences begin small."""
    return words if language() == "zh" else words[:1].upper() + words[1:]


def _(message: str) -> str:
    """`message` in the active language."""
    # Asked for nothing, gettext would answer with the catalogue's own header.
    return _said(_active.get(), message) if message else ""


@lru_cache(maxsize=16_384)
def _said(wanted: Language, message: str) -> str:
    return _catalogue(wanted).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many` in the active language, as `n` asks for."""
    return _catalogue(_active.get()).ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """`message` in the active language, told apart from its homonyms by `context`."""
    return _catalogue(_active.get()).pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark `message` for the catalogue; the caller translates it with `_` when it is shown."""
    return message
