"""词典 and 停用词: the incident's own words and the words it does not want counted, one a line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reporter.errors import Place, Problem, UserError
from reporter.i18n import _
from reporter.incident import TextSettings
from reporter.load.explain import Lines, listed, nearest, quoted, sentences
from reporter.load.files import decode, read_bytes, shown

#: Field of `text:` -> the files read when it is left out.
USUAL: Final[Mapping[str, tuple[str, str]]] = {
    "dictionary": ("dictionary.txt", "词典.txt"),
    "stop_words": ("stopwords.txt", "停用词.txt"),
}
WORD_FILES: Final = tuple(name for names in USUAL.values() for name in names)

_LONGEST: Final = 40
#: `word`, or as jieba writes it `word frequency part-of-speech`.
_LINE: Final = re.compile(r"(?P<word>\S+)(?:\s+(?P<freq>\d{1,9}))?(?:\s+[a-zA-Z]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLists:
    """The word lists of an incident; absent ones are empty.

    Args:
        dictionary: each word of the incident's own, with the frequency stated (0: none).
        stop_words: words not counted, besides the built-in ones.
        hashes: file name -> sha256 of its bytes.
    """

    dictionary: tuple[tuple[str, int], ...] = ()
    stop_words: frozenset[str] = frozenset()
    hashes: tuple[tuple[str, str], ...] = ()


NO_WORDS: Final = WordLists()


def read_wordlists(
    files: Iterable[Path],
    root: Path,
    settings: TextSettings,
    lines: Lines,
    problems: list[Problem],
) -> WordLists:
    """The word lists among `files`, those directly in the incident's folder; what is wrong joins `problems`."""
    shelf = _Shelf(present={path.name.casefold(): path for path in files}, root=root, lines=lines, problems=problems)
    dictionary, one = shelf.read("dictionary", settings.dictionary)
    stop_words, other = shelf.read("stop_words", settings.stop_words)
    return WordLists(
        dictionary=tuple(sorted(dictionary.items())),
        stop_words=frozenset(stop_words),
        hashes=tuple(sorted((*one, *other))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """The files directly in the folder, and where to tell what is wrong with them."""

    present: Mapping[str, Path]
    root: Path
    lines: Lines
    problems: list[Problem]

    def read(self, field: str, named: str) -> tuple[dict[str, int], tuple[tuple[str, str], ...]]:
        """Word -> frequency, and file name and sha256 of the file they stand in; empty without one."""
        # Only files of the folder itself are here: a name such as ../x can never match one.
        wanted = [name.casefold() for name in ((named,) if named else USUAL[field])]
        path = next((self.present[name] for name in wanted if name in self.present), None)
        if path is None:
            self.problems.extend([self._missing(f"text.{field}", named)] if named else [])
            return {}, ()
        file = shown(path, self.root)
        try:
            raw = read_bytes(path, file)
            text = decode(raw, file)
        except UserError as error:
            self.problems.extend(error.problems)
            return {}, ()
        return _words(text, file, self.problems), ((path.name, hashlib.sha256(raw).hexdigest()),)

    def _missing(self, key: str, named: str) -> Problem:
        texts = sorted(path.name for name, path in self.present.items() if name.endswith(".txt"))
        message = _("There is no file {name} in the incident's folder (text files there: {names}).").format(
            name=quoted(named),
            names=listed(texts) or _("none"),
        )
        hint = sentences(nearest(named, texts), _("Give the name alone, without a folder."))
        return Problem(code="R106", message=message, hint=hint, place=self.lines.place(key))


def _words(text: str, file: str, problems: list[Problem]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        match = _LINE.fullmatch(written)
        if match is None or len(match["word"]) > _LONGEST:
            problems.append(_bad_line(written, file, number))
            continue
        found[match["word"].casefold()] = int(match["freq"] or 0)
    return found


def _bad_line(written: str, file: str, number: int) -> Problem:
    message = _("{value} is not one word of at most {n} characters.").format(value=quoted(written), n=_LONGEST)
    hint = _("One word a line; a number behind it is its frequency; lines that begin with # are notes.")
    return Problem(code="R105", message=message, hint=hint, place=Place(file=file, line=number))
