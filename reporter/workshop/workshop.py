"""What stages share between incidents and rebuilds; the only state the tool keeps.

Everything lies under `<project>/.reporter/`, which git ignores: the pseudonym
secret, the caches, the lists of rejected rows.  Losing the folder costs time,
never a result (new pseudonyms are equally good: no page shows one).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Final, TypeVar, cast

from reporter import provenance as origin
from reporter.analysis import FACTS, TALLY, Analysis, Codec, Result, as_json, settings_seal, settings_text
from reporter.cache import ScoreCache, Store
from reporter.engine import (
    Copies,
    Counting,
    Labelling,
    Machine,
    Parts,
    Stage,
    Tell,
    groups_of,
    read_files,
    tell_nobody,
)
from reporter.errors import Place, Problem, UserError
from reporter.i18n import _
from reporter.intake import FileRead, Job, PostsFacts, PostsRead, Scope
from reporter.intake.heap import Chunks
from reporter.load import Loaded
from reporter.privacy import load_secret
from reporter.provenance import Input, Provenance
from reporter.tallies import Tally
from reporter.tallies.statement import Statement
from reporter.text.chosen import Chosen, preprocessing
from reporter.text.ledger import ledger
from reporter.text.local import TARGETS, CachedModel, LocalModel
from reporter.text.sentiment import DEFAULT, Scorer, scorer_named
from reporter.windows import Windows
from reporter.workshop.exports import Export, exports_of, inputs_at_addresses, unreached
from reporter.workshop.facts import Contents, how_read, inputs_of, settings_of
from reporter.workshop.freezing import NAMED, frozen_at, frozen_into, stale, thawed_posts
from reporter.workshop.posts import LabelledPosts

HOME: Final = ".reporter"

#: The rooms whose sources decide what a result over posts is; a template is none of them.
_UPSTREAM: Final = (
    *("moments", "incident", "windows", "privacy", "posts", "intake", "corrections"),
    *("text", "labels", "tallies", "engine", "buckets", "corpus", "analysis", "locale"),
)

#: The rooms whose sources decide what is read of a file.
_READING: Final = ("moments", "incident", "privacy", "posts", "intake", "names", "units", "locale")
#: Packages that only make pages: a worker of a cluster may have others.
_PAGES: Final = frozenset({"jinja2", "mkdocs", "mkdocs-material", "plotly"})
#: Bytes of what single files gave that are kept.
_PARTS_LIMIT: Final = 1 << 32

_T = TypeVar("_T")


Collect = Callable[[Loaded, "Workshop"], PostsRead]
Count = Callable[[LabelledPosts, Windows, "Workshop"], Tally]
Label = Callable[[PostsRead, Loaded, "Workshop"], Labelling]


def house() -> dict[str, str]:
    """What decides the results over posts on a machine: versions, and the sources of the rooms."""
    versions = {name: version for name, version in origin.versions() if name not in _PAGES}
    python = ".".join(versions["python"].split(".")[:2])
    return {**versions, "python": python, "sources": origin.sources(_UPSTREAM)[:12]}


class Workshop:
    """One project's shared state.

    Args:
        project: the folder with `incidents/`.
        tell: told how far the work on posts is.
        scheduler: address of the Dask cluster that works on them; empty means this computer.
    """

    def __init__(self, project: Path, tell: Tell = tell_nobody, scheduler: str = "") -> None:
        """Nothing is read or written until it is needed."""
        self.project = project
        self.tell = tell
        self.machine = Machine(scheduler, house)
        self._home = project / HOME
        self._remembered: dict[str, LabelledPosts] = {}
        self._engines: dict[str, Scorer] = {}
        self._scores: dict[str, ScoreCache] = {}
        self._looked: tuple[Loaded, tuple[Export, ...]] | None = None
        self._unreached: dict[str, tuple[Problem, ...]] = {}
        self._taught: dict[str, tuple[PostsRead, LocalModel | None]] = {}

    @cached_property
    def secret(self) -> bytes:
        """The key of the pseudonyms; made on first use, outside site and git."""
        return load_secret(self._home / "pseudonym.secret")

    @cached_property
    def scorer(self) -> Scorer:
        """The sentiment engine of every incident that names no other."""
        return scorer_named()

    def engine(self, loaded: Loaded) -> Chosen:
        """The sentiment engine the incident names, with its rules of preparing texts.

        Raises: UserError - no engine of that name is installed, or it cannot be started.
        """
        settings = loaded.incident.text
        line = loaded.lines.get("text.scorer", 0)
        place = Place(file=f"incidents/{loaded.slug}/incident.yml", line=line, key="text.scorer")
        if settings.scorer != DEFAULT and settings.scorer not in self._engines:
            self._engines[settings.scorer] = scorer_named(settings.scorer, place)
        scorer = self._engines.get(settings.scorer) or self.scorer
        return Chosen(scorer=scorer, rules=preprocessing(settings), place=place)

    def scores(self, scorer: Scorer) -> ScoreCache:
        """The known scores of an engine with its rules: another model never sees them."""
        key = scorer.identity().key
        if key not in self._scores:
            self._scores[key] = ScoreCache(self._home / "cache", key)
        return self._scores[key]

    @cached_property
    def store(self) -> Store:
        """Small results by key."""
        return Store(self._home / "store")

    @cached_property
    def _counts(self) -> Store:
        # What single files gave: many and large, so that they never push out a kept page.
        return Store(self._home / "parts", limit=_PARTS_LIMIT)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What went wrong with the caches and the engine; no result depends on it."""
        opened = [vars(self)[name] for name in ("scorer", "store", "_counts") if name in vars(self)]
        opened += [*self._engines.values(), *self._scores.values()]
        told = (warning for one in opened for warning in getattr(one, "warnings", ()))
        return (*told, *chain.from_iterable(self._unreached.values()))

    def rejects_file(self, slug: str) -> Path:
        """Where an incident's rejected rows are listed; its folder exists."""
        folder = self._home / "rejects"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{slug}.csv"

    def posts(self, loaded: Loaded, collect: Collect, label: Label) -> LabelledPosts:
        """The incident's labelled posts; remembered in this process until a file or setting changes."""
        exports = self.exports(loaded)
        if not exports and frozen_at(loaded) is not None:
            return thawed_posts(loaded)
        key = self._posts_key(loaded, exports)
        posts = self._remembered.get(loaded.slug)
        if posts is None or posts.analysis.key != key:
            posts = LabelledPosts(
                analysis=Analysis(key=key),
                files=exports,
                read=lambda: collect(loaded, self),
                label=lambda read: label(read, loaded, self),
                scorer=lambda: self.engine(loaded).identity().key,
                tell=self.tell,
            )
            self._remembered[loaded.slug] = posts
        return posts

    def exports(self, loaded: Loaded) -> tuple[Export, ...]:
        """The incident's posts files, wherever they are; none when frozen results stand for those out of reach.

        Raises: UserError - R211, R212: an address cannot be reached, or matches no file.
        """
        # Looked at once for each reading of the incident's folder.
        if self._looked is None or self._looked[0] is not loaded:
            self._looked = (loaded, self._exports(loaded))
        return self._looked[1]

    def _exports(self, loaded: Loaded) -> tuple[Export, ...]:
        self._unreached.pop(loaded.slug, None)
        try:
            return exports_of(loaded, self.project, self._digest, self._copies(loaded.slug))
        except UserError as error:
            self._unreached[loaded.slug] = unreached(loaded, error)
            return ()

    def local(self, slug: str, read: PostsRead, learn: Callable[[], LocalModel | None]) -> CachedModel | None:
        """The incident's local model with its known scores, taught once for what was read; None without labels."""
        known = self._taught.get(slug)
        if known is None or known[0] is not read:
            known = self._taught[slug] = (read, learn())
        model = known[1]
        if model is None:
            return None
        # Every new label makes a new model: a folder of its own, so that it pushes out no other incident's.
        folder = self._home / "cache" / slug
        return CachedModel(model, [ScoreCache(folder, f"{model.key}-{name}") for name in TARGETS])

    def read_files(self, loaded: Loaded, scope: Scope) -> list[FileRead]:
        """What each posts file of the incident gave by itself; a file read before is not read again."""
        exports = self.exports(loaded)
        engine = self.machine.for_files(export.size for export in exports)
        settings = [how_read(loaded.incident), loaded.incident.language, loaded.incident.timezone]
        settings += [repr(loaded.tables.accounts), self._seal(), origin.sources(_READING), repr(origin.versions())]
        jobs = []
        for one in exports:
            job = Job(file=one.file, name=one.name, scope=scope, language=loaded.incident.language, where=None)
            jobs.append((settings_text([one.name, one.content, *settings]), job))
        tell = partial(self.tell, Stage.READING)
        return read_files(jobs, engine, self._parts(loaded.slug), self._copies(loaded.slug), tell)

    def apart(self, posts: LabelledPosts) -> bool:
        """Whether posts are labelled and counted in groups, wherever the engine runs: there are too many to hold."""
        return isinstance(posts.read.chunks, Chunks) and (self.machine.remote or posts.many)

    def counting(self, posts: LabelledPosts, windows: Windows, statement: Statement | None = None) -> Counting:
        """What is worked out of all posts group by group, each where the engine runs.

        Args:
            posts: the incident's.
            windows: the incident's declared boundaries.
            statement: how the statement is known whose thread is looked for, if one is.
        """
        return Counting(
            groups=groups_of(cast("Chunks", posts.read.chunks)),
            labelling=posts.labelling,
            windows=windows,
            statement=statement,
            engine=self.machine.for_files(export.size for export in posts.files),
            kept=self._counts,
            made_by=origin.sources(_UPSTREAM),
        )

    def counted(self, posts: LabelledPosts, windows: Windows, statement: Statement | None = None) -> Iterator[Tally]:
        """Tallies that make up all posts; known ones are not counted again."""
        counting, done = self.counting(posts, windows, statement), 0
        for group, tally in zip(counting.groups, counting.tallies(), strict=True):
            done += group.rows
            self.tell(Stage.COUNTING, done, posts.read.used)
            yield tally

    def _parts(self, slug: str) -> Parts:
        return Parts(folder=self._home / "parts" / slug, store=self._counts)

    def _copies(self, slug: str) -> Copies:
        return Copies(folder=self._home / "remote" / slug, store=self._counts)

    def facts(self, posts: LabelledPosts) -> PostsFacts:
        """What the files gave besides the posts: balances, problems, warnings, facts on the coverage."""
        return self.derived(FACTS, posts, "", lambda: posts.read.facts, as_json(PostsFacts))

    def tally(self, posts: LabelledPosts, windows: Windows, count: Count) -> Tally | None:
        """The tally of all posts, cut at the declared windows; None when there is no post."""
        if not self.facts(posts).used:
            return None
        codec = Codec(encode=Tally.to_bytes, decode=Tally.from_bytes)
        return self.derived(TALLY, posts, repr(windows), lambda: count(posts, windows, self), codec)

    def derived(
        self,
        name: str,
        posts: LabelledPosts,
        settings: object,
        make: Callable[[], _T],
        codec: Codec[_T],
    ) -> _T:
        """A result that needs a pass over the posts: made once for the same posts and settings.

        Args:
            name: what it is called among the incident's results; one result a name.
            posts: the posts it is made of.
            settings: all it depends on besides the posts and the rooms up to `engine`; plain values.
            make: works it out.
            codec: how it is kept; what comes back is always what was kept.
        """
        written = settings_seal([settings, "" if name == FACTS else posts.scorer])
        known = posts.analysis.results.get(name)
        if known is None or known.settings != written:
            if posts.frozen:
                raise UserError([stale(posts.frozen, _("the result “{name}” is missing").format(name=name))])
            key = settings_text([name, posts.analysis.key, written])
            body = self.store.get(key)
            if body is None:
                body = codec.encode(make())
                self.store.put(key, body)
            known = posts.analysis.results[name] = Result(settings=written, body=body)
        return codec.decode(known.body)

    def _posts_key(self, loaded: Loaded, exports: Sequence[Export]) -> str:
        files = [(export.path, export.content) for export in exports]
        return settings_text([settings_of(loaded), files, self._seal(), origin.sources(_UPSTREAM), origin.versions()])

    def _seal(self) -> str:
        # Pseudonyms made with another secret are others.
        return hashlib.sha256(self.secret).hexdigest()

    @cached_property
    def _contents(self) -> Contents:
        return Contents(self.store)

    def _digest(self, path: Path) -> str:
        return self._contents.digest(path)

    def named(self, posts: LabelledPosts, make: Callable[[], dict[str, str]]) -> dict[str, str]:
        """Pseudonym -> name of the accounts that may be named: with frozen results, under the numbers there."""
        return self.derived(NAMED, posts, "", make, as_json(dict[str, str]))

    def provenance(
        self,
        loaded: Loaded,
        posts: LabelledPosts,
        *,
        scored: bool,
        labels: tuple[tuple[str, str], ...] = (),
    ) -> Provenance:
        """What went in: every file of the incident's folder but attachments, and the engine if it ran."""
        return replace(
            self.derived(
                "engine", posts, labels, lambda: self._ran(loaded, labels, scored=scored), as_json(Provenance)
            ),
            inputs=tuple(inputs_of(loaded, self._inputs(posts), self._digest)),
            versions=origin.versions(),
        )

    def _inputs(self, posts: LabelledPosts) -> tuple[Input, ...]:
        # Files that are not in the folder: what frozen results come from, or what lies at addresses.
        return posts.inputs or tuple(inputs_at_addresses(posts.files, self.facts(posts).files))

    def _ran(self, loaded: Loaded, labels: tuple[tuple[str, str], ...], *, scored: bool) -> Provenance:
        if not scored:
            return Provenance(inputs=(), versions=())
        engine = self.engine(loaded)
        identity = engine.identity()
        return Provenance(
            inputs=(),
            versions=(),
            scorer=f"{identity.name} {identity.version}",
            scorer_files=tuple(sorted(identity.files.items())),
            ledger=ledger(identity, engine.rules, loaded.words.hashes, labels),
        )

    def freeze(self, loaded: Loaded) -> Path:
        """Write the results over the incident's posts as one file into its folder; where it lies.

        Raises: UserError (R011) - there are no posts, or they were not evaluated.
        """
        posts = self._remembered.get(loaded.slug)
        return frozen_into(loaded, posts, self._inputs(posts) if posts is not None else ())
