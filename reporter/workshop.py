"""What stages share between incidents and rebuilds; the only state the tool keeps.

Everything lies under `<project>/.reporter/`, which git ignores: the pseudonym
secret, the caches, the lists of rejected rows.  Losing the folder costs time,
never a result (new pseudonyms are equally good: no page shows one).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Final

import pyarrow as pa

from reporter import provenance as origin
from reporter.cache import ScoreCache, Store
from reporter.errors import Problem
from reporter.intake import PostsRead
from reporter.load import Loaded
from reporter.privacy import load_secret
from reporter.provenance import Input, Provenance
from reporter.text.sentiment import Scorer, scorer_named
from reporter.text.words import CommonWords
from reporter.windows import Windows

HOME: Final = ".reporter"

#: Told while texts are scored: done so far, all.
Progress = Callable[[int, int], None]


#: Posts kept in memory with their labels; more are labelled anew each time they are asked for
#: (their scores are cached), so that a file larger than memory passes through.
HELD: Final = 500_000


@dataclass(frozen=True, slots=True)
class Relabelled:
    """Chunks made anew at each reading: what memory cannot hold is never kept."""

    make: Callable[[], Iterable[pa.RecordBatch]]

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """The labelled chunks, from the first."""
        return iter(self.make())


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPosts:
    """An incident's posts, read and labelled.

    Args:
        read: balances, rejects and warnings, and the chunks without labels.
        chunks: the labelled chunks, to be read as often as wanted.
        settings: all that decides how the files were read, as text.
    """

    read: PostsRead
    chunks: Iterable[pa.RecordBatch]
    settings: str

    @property
    def rows(self) -> int:
        """Posts in all chunks."""
        return _rows(self.read)


Collect = Callable[[Loaded, "Workshop"], PostsRead]
Words = Callable[[Iterable[pa.RecordBatch], Windows], CommonWords]
Label = Callable[[PostsRead, Loaded, "Workshop"], Iterable[pa.RecordBatch]]


class Workshop:
    """One project's shared state.

    Args:
        project: the folder with `incidents/`.
        scoring: told how far the scoring of texts is; None tells nobody.
    """

    def __init__(self, project: Path, scoring: Progress | None = None) -> None:
        """Nothing is read or written until it is needed."""
        self.project = project
        self.scoring = scoring
        self._home = project / HOME
        self._remembered: dict[str, tuple[str, LabelledPosts]] = {}

    @cached_property
    def secret(self) -> bytes:
        """The key of the pseudonyms; made on first use, outside site and git."""
        return load_secret(self._home / "pseudonym.secret")

    @cached_property
    def scorer(self) -> Scorer:
        """The sentiment engine."""
        return scorer_named()

    @cached_property
    def scores(self) -> ScoreCache:
        """The engine's known scores."""
        return ScoreCache(self._home / "cache", self.scorer.identity().key)

    @cached_property
    def store(self) -> Store:
        """Small results by key."""
        return Store(self._home / "store")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What went wrong with the caches and the engine; no result depends on it."""
        opened = [vars(self)[name] for name in ("scorer", "scores", "store") if name in vars(self)]
        return tuple(warning for one in opened for warning in getattr(one, "warnings", ()))

    def rejects_file(self, slug: str) -> Path:
        """Where an incident's rejected rows are listed; its folder exists."""
        folder = self._home / "rejects"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{slug}.csv"

    def posts(self, loaded: Loaded, collect: Collect, label: Label) -> LabelledPosts:
        """The incident's labelled posts; remembered in this process until a file or setting changes."""
        key = self._posts_key(loaded)
        known, posts = self._remembered.get(loaded.slug, ("", None))
        if posts is None or known != key:
            read = collect(loaded, self)
            make = partial(label, read, loaded, self)
            chunks = tuple(make()) if _rows(read) <= HELD else Relabelled(make)
            posts = LabelledPosts(read=read, chunks=chunks, settings=_settings(loaded))
            self._remembered[loaded.slug] = (key, posts)
        return posts

    def words(self, posts: LabelledPosts, windows: Windows, find: Words) -> CommonWords:
        """The words the posts of the period share; found once for the same files, settings and period."""
        files = sorted((file.file, file.sha256, file.used) for file in posts.read.files)
        versions = dict(origin.versions())
        made_of = [versions["reporter"], versions["jieba"], repr(windows.whole), posts.settings, files]
        key = json.dumps(["words", *made_of, repr(posts.read.corrected)])
        known = self.store.get(key)
        if known is not None:
            facts = json.loads(known)
            return CommonWords(texts=facts["texts"], words=tuple((word, n) for word, n in facts["words"]))
        found = find(posts.chunks, windows)
        self.store.put(key, json.dumps(asdict(found), ensure_ascii=False).encode())
        return found

    def _posts_key(self, loaded: Loaded) -> str:
        facts = [(path.as_posix(), path.stat().st_mtime_ns, path.stat().st_size) for path in loaded.post_files]
        return json.dumps([_settings(loaded), facts])

    def provenance(self, loaded: Loaded, *, scored: bool) -> Provenance:
        """What went in: every file of the incident's folder but attachments, and the engine if it ran."""
        identity = self.scorer.identity() if scored else None
        return Provenance(
            inputs=tuple(_inputs(loaded)),
            versions=origin.versions(),
            scorer=f"{identity.name} {identity.version}" if identity else "",
            scorer_files=tuple(sorted(identity.files.items())) if identity else (),
        )


def _rows(read: PostsRead) -> int:
    return sum(file.used for file in read.files)


def _settings(loaded: Loaded) -> str:
    incident = loaded.incident
    # The language too: what is noticed while reading is told in it.
    parts = [incident.posts.model_dump_json(), incident.language, incident.timezone, incident.period.model_dump_json()]
    tables = [repr(part) for part in (loaded.tables.labels, loaded.tables.accounts, loaded.corrections.items)]
    return json.dumps([parts, tables])


def _inputs(loaded: Loaded) -> list[Input]:
    top = [path for path in loaded.folder.iterdir() if path.is_file() and not path.is_symlink()]
    # truth.json belongs to a simulated incident's makers, not to its inputs.
    files = [path for path in top if not path.name.startswith((".", "~")) and path.suffix != ".json"]
    chosen = sorted({*files, *loaded.post_files}, key=lambda path: path.relative_to(loaded.folder).as_posix())
    return [_input(path, loaded.folder) for path in chosen]


def _input(path: Path, folder: Path) -> Input:
    seal = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            seal.update(block)
    return Input(path=path.relative_to(folder).as_posix(), sha256=seal.hexdigest(), size=path.stat().st_size)
