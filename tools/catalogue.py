"""Keep the Chinese catalogue in step with the sentences in code and templates.

`python tools/catalogue.py [FRAGMENT.po ...]` collects every sentence, takes over
the translations it finds in the fragments, writes `reporter.po` (no dates, no
line numbers: it changes only when a sentence does) and compiles `reporter.mo`.
Exit status 1 when a sentence has no translation or loses a placeholder.
"""

from __future__ import annotations

import string
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parent.parent
FOLDER: Final = ROOT / "reporter" / "locale" / "zh" / "LC_MESSAGES"

#: Our own names in `reporter.i18n`; the digits say which arguments are sentences.
KEYWORDS: Final = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
SOURCES: Final = (("reporter", [("**.py", "python"), ("**.j2", "jinja2")]), ("site_templates", [("**.j2", "jinja2")]))

#: Header lines that change only when a sentence does (no dates, no versions, no names).
_KEPT: Final = ("Language:", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")

Key = tuple[str, str | None]


def key(message: Message) -> Key:
    """What tells a message from every other: its (first) sentence and its context."""
    return (message.id if isinstance(message.id, str) else message.id[0], message.context)


def sentences(root: Path = ROOT) -> Catalog:
    """Every sentence of code and templates, without translations."""
    found = Catalog(
        locale="zh",
        fuzzy=False,
        header_comment="# The sentences of reporter in Chinese; `make catalogue` writes this file.",
    )
    for folder, methods in SOURCES:
        for _, _, ids, _, context in extract_from_dir(root / folder, methods, keywords=KEYWORDS):
            found.add(ids, context=context)
    return found


def read(path: Path) -> Catalog:
    """The catalogue in a .po file; an empty one when there is no file."""
    if not path.exists():
        return Catalog(locale="zh")
    with path.open("rb") as file:
        return read_po(file, locale="zh", charset="utf-8")


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def texts(message: Message) -> tuple[str, ...]:
    """The translations of a message, one a plural form; empty strings where they are missing."""
    return (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)


def translated(message: Message) -> bool:
    """Whether every form of a message has a translation that was looked at."""
    return all(texts(message)) and not message.fuzzy


def merge(wanted: Catalog, sources: Iterable[Catalog]) -> Catalog:
    """`wanted` with the translations of `sources`; a later source wins."""
    known: dict[Key, Message] = {}
    for source in sources:
        known |= {key(message): message for message in messages(source) if translated(message)}
    for message in messages(wanted):
        if key(message) in known:
            message.string = fitted(message, known[key(message)])
    return wanted


def fitted(message: Message, source: Message) -> str | tuple[str, ...]:
    """The translation of `source` in the form `message` needs (Chinese has one plural form)."""
    return texts(source)[:1] if message.pluralizable else texts(source)[0]


def placeholders(text: str) -> set[str]:
    """Names in braces or after a per cent sign that a sentence is filled with."""
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return names | {part.split(")")[0] for part in text.split("%(")[1:]}


def faults(catalogue: Catalog) -> list[str]:
    """What keeps a catalogue from being used: untranslated sentences, lost placeholders."""
    found = []
    for message in messages(catalogue):
        sentence = message.id if isinstance(message.id, str) else message.id[-1]
        if not translated(message):
            found.append(f"no translation: {sentence!r}")
        elif any(placeholders(sentence) != placeholders(text) for text in texts(message)):
            found.append(f"other placeholders: {sentence!r} -> {texts(message)!r}")
    return found


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as the text that is checked in."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, sort_output=True)
    header, *rest = buffer.getvalue().decode().split("\n\n")
    kept = [line for line in header.split("\n") if not line.startswith('"') or line[1:].startswith(_KEPT)]
    return "\n\n".join(["\n".join(kept), *rest]).encode()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    # The header's dates are of no use, and a compiled file must not change by itself.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update(fragments: Iterable[Path], folder: Path = FOLDER) -> list[str]:
    """Write both files of the catalogue; returns its faults."""
    catalogue = merge(sentences(), [read(folder / "reporter.po"), *map(read, fragments)])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "reporter.po").write_bytes(po_bytes(catalogue))
    (folder / "reporter.mo").write_bytes(mo_bytes(catalogue))
    return faults(catalogue)


def main() -> int:
    """Update the catalogue and say what is missing."""
    left = update(map(Path, sys.argv[1:]))
    print(*left, sep="\n", end="\n" if left else "")
    print(f"{len(left)} faults in {FOLDER.relative_to(ROOT).as_posix()}/reporter.po")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
