"""The whole tool, top to bottom: read this first.

    incident folder -> load -> posts -> text -> tallies -> metrics -> claims
                    -> findings -> charts -> pages -> website

Each stage is one short function.  What stages share between incidents and
rebuilds (scorer, caches, the pseudonym secret, memory of unchanged posts) is a
`Workshop`; nothing else is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic_core import to_json

from reporter import corpus, resources, shelf
from reporter import provenance as origin
from reporter.analysis import Codec, as_json
from reporter.archive import Trace, compared, trace_of, traces
from reporter.artefacts import Artefact
from reporter.charts.table import csv_bytes
from reporter.claims import attributed, judge_all, lookup
from reporter.corpus import Corpus, Wording, gather, gathered_from, wording
from reporter.corrections import corrected
from reporter.coverage import coverage_notes
from reporter.drawings import draw
from reporter.engine import Labelling, summed, tally_all
from reporter.errors import Problem, Severity, UserError, problem
from reporter.findings import find, unfounded
from reporter.i18n import LANGUAGES, Language, _, speaking
from reporter.intake import Accounts, PostsFacts, PostsRead, gathered, scope_of, write_rejects
from reporter.labels import Hand, HandLabel, agreed, agreed_viewpoints, learnt
from reporter.load import Loaded, check_slug, incident_slugs, load_incident
from reporter.metrics import Inputs, Metric, measure
from reporter.metrics.effect_fit import estimate
from reporter.metrics.labelled import ledger_facts
from reporter.metrics.statement import statement_of
from reporter.pages import (
    Templates,
    archive_page,
    archive_row,
    claims_page,
    collection_page,
    evidence_page,
    metrics_page,
    report_page,
)
from reporter.report import Report, report_json, report_schema
from reporter.shelf import Kept
from reporter.tallies import Tally
from reporter.tallies.statement import Statement
from reporter.tallies.thread import Thread, joined, members
from reporter.tallies.trees import Trees
from reporter.text.segment import Segmenter
from reporter.windows import WHOLE, Windows, declared_windows
from reporter.workshop import LabelledPosts, Workshop, behind

# One incident ---------------------------------------------------------------


def load(project: Path, slug: str) -> Loaded:
    """The incident as its folder states it."""
    check_slug(slug)
    return load_incident(project / "incidents" / slug, project)


def collect(loaded: Loaded, workshop: Workshop) -> PostsRead:
    """Its posts as canonical chunks, corrected, with the balance of every file; rejected rows go to a list."""
    scope = scope_of(loaded.incident, workshop.secret, loaded.tables.accounts)
    read = gathered(workshop.read_files(loaded, scope), scope)
    read = corrected(read, loaded.corrections, loaded.incident)
    write_rejects(read.rejects, workshop.rejects_file(loaded.slug))
    return read


def tell_stance(read: PostsRead, loaded: Loaded, workshop: Workshop) -> Labelling:
    """What tells the posts' stance: the export's label, else a hand label, the local model's, the machine's."""
    hand, scorer = said(loaded), workshop.engine(loaded)
    local = workshop.local(loaded.slug, read, lambda: learnt(read.chunks, hand, scorer.rules))
    return Labelling(scorer=scorer, cache=workshop.scores(scorer), hand=hand, local=local)


def said(loaded: Loaded) -> Hand:
    """What the incident's labellers said of which post."""
    rows = [
        HandLabel(
            post_id=row.post_id,
            label=row.label,
            labeller=row.labeller,
            viewpoints=None if row.viewpoints is None else tuple(filter(None, row.viewpoints.split("|"))),
        )
        for row in loaded.tables.labels
    ]
    drawn = frozenset(row.post_id for row in loaded.tables.sample)
    return Hand(stances=agreed(rows), viewpoints=agreed_viewpoints(rows), sample=drawn or None)


def count(posts: LabelledPosts, windows: Windows, workshop: Workshop, *, statement: Statement | None = None) -> Tally:
    """One tally of all posts, cut at the declared windows; of many posts what the thread needs comes with it."""
    if workshop.apart(posts):
        return summed(workshop.counted(posts, windows, statement), windows)
    return tally_all(posts.chunks, windows)


def words(posts: LabelledPosts, loaded: Loaded, windows: Windows, workshop: Workshop) -> Wording:
    """What the posts say: copies, common words, keywords of one stretch of time beside another."""
    own = loaded.words
    return workshop.derived(
        "wording",
        posts,
        [repr(windows), own.dictionary, own.stop_words],
        lambda: wording(_corpus(posts, windows, workshop), windows, Segmenter(own.dictionary, own.stop_words)),
        as_json(Wording),
    )


def _corpus(posts: LabelledPosts, windows: Windows, workshop: Workshop) -> Corpus:
    if not workshop.apart(posts):
        return gather(posts.read.chunks, windows)
    counting = workshop.counting(posts, windows)
    return gathered_from(counting.said(), counting.spelt)


def trees(posts: LabelledPosts, windows: Windows, workshop: Workshop) -> Trees:
    """Who reposted whom, where the exports say so."""
    return workshop.derived(
        "trees", posts, repr(windows.whole), lambda: _trees(posts, windows, workshop), as_json(Trees)
    )


def _trees(posts: LabelledPosts, windows: Windows, workshop: Workshop) -> Trees:
    if not workshop.apart(posts):
        return corpus.trees(posts.read.chunks, windows.whole)
    return corpus.trees_of(workshop.counting(posts, windows).said(), windows.whole)


def thread(
    posts: LabelledPosts, statement: Statement | None, windows: Windows, said_in: Wording, workshop: Workshop
) -> Thread | None:
    """The first statement's own reposts, comments and copies; None where nothing says how it is known."""
    if statement is None:
        return None
    return workshop.derived(
        "thread",
        posts,
        [repr(windows), repr(statement)],
        lambda: _thread(posts, statement, windows, said_in, workshop),
        Codec(encode=Thread.to_bytes, decode=Thread.from_bytes),
    )


def _thread(
    posts: LabelledPosts, statement: Statement, windows: Windows, said_in: Wording, workshop: Workshop
) -> Thread:
    clusters = said_in.copies.clusters
    if not workshop.apart(posts):
        found = members(posts.read.chunks, statement, clusters)
        return found.thread(tally_all(posts.labelling.over(found.of(posts.read.chunks)), windows))
    counting = workshop.counting(posts, windows, statement)
    found = joined(counting.related(), clusters)
    return found.thread(summed(counting.members(found.rows), windows))


def evaluate(slug: str, workshop: Workshop) -> Report:
    """One incident, from its folder to the report record.

    Raises: UserError - everything the analyst has to mend first.
    """
    loaded = load(workshop.project, slug)
    with speaking(loaded.incident.language):
        posts = workshop.posts(loaded, collect, tell_stance)
        windows = declared_windows(loaded.incident)
        statement = statement_of(loaded.incident, loaded.tables, windows.t0)
        read, tally = workshop.facts(posts), workshop.tally(posts, windows, partial(count, statement=statement))
        said_in = words(posts, loaded, windows, workshop) if tally is not None else None
        coverage = coverage_notes(loaded.incident, loaded.tables.coverage, read, tally)
        inputs = Inputs(
            incident=loaded.incident,
            windows=windows,
            tally=tally,
            tables=loaded.tables,
            source=_posts_source(read),
            coverage=coverage,
            trees=trees(posts, windows, workshop) if tally is not None and tally.count(kinds=("repost",)) else None,
            copies=said_in.copies if said_in is not None else None,
            thread=thread(posts, statement, windows, said_in, workshop) if said_in is not None else None,
        )
        facts = tuple(ledger_facts(loaded.tables, tally, windows))
        went_in = workshop.provenance(loaded, posts, scored=tally is not None, labels=facts)
        metrics = measure(inputs)
        effect = estimate(inputs)
        checked = attributed(judge_all(loaded.incident, lookup(metrics)), effect)
        whole = {metric.id: metric for metric in metrics if metric.window == WHOLE}
        return Report(
            loaded=loaded,
            windows=windows,
            tally=tally,
            judged=inputs.judged,
            metrics=metrics,
            checked=checked,
            findings=find(loaded.incident, whole, checked, effect, loaded.benchmark.hours),
            effect=effect,
            balance=read.files,
            coverage=coverage,
            corrected=read.corrected,
            provenance=went_in,
            wording=said_in,
            named=_named(loaded, posts, tally, workshop),
            warnings=(
                *loaded.warnings,
                *_unprinted(loaded, whole),
                *read.problems,
                *read.warnings,
                *behind(loaded, posts, went_in.inputs),
            ),
        )


def _unprinted(loaded: Loaded, whole: dict[str, Metric]) -> Iterator[Problem]:
    """A warning for each finding of the analyst that is left out because nothing it rests on has a value."""
    for place in unfounded(loaded.incident, whole):
        stated = loaded.incident.assessment.findings[place]
        message = _("The finding “{id}” rests on metrics that have no value ({names}) and is not printed.")
        hint = _("Add “evidence: […]”, or the data the metrics need.")
        yield loaded.warning(
            "R115", f"assessment.findings.{place}", message.format(id=stated.id, names=", ".join(stated.metrics)), hint
        )


def _named(loaded: Loaded, posts: LabelledPosts, tally: Tally | None, workshop: Workshop) -> dict[str, str]:
    accounts = Accounts(loaded.tables.accounts)
    if not accounts or tally is None:
        return {}
    return workshop.named(posts, lambda: accounts.named(workshop.secret, tally.platforms()))


def freeze(slug: str, workshop: Workshop) -> Path:
    """The results over an incident's posts as one file in its folder, from which it builds without them.

    Raises: UserError - everything the analyst has to mend first; R011, there are no posts.
    """
    try:
        loaded = evaluate(slug, workshop).loaded
    finally:
        workshop.machine.close()
    with speaking(loaded.incident.language):
        return workshop.freeze(loaded)


def _posts_source(read: PostsFacts) -> str:
    if not read.files:
        return _("no posts in the folder")
    return _("{n} collected files, duplicates merged").format(n=len(read.files))


def report_artefacts(report: Report, templates: Templates) -> Iterator[Artefact]:
    """The report's own part of the site: its pages, its data, its charts' tables."""
    home = f"incidents/{report.slug}"
    with speaking(report.incident.language):
        yield report_page(report, templates)
        yield evidence_page(report, templates)
        # No page of claims without a claim, none of posts without a post.
        yield from filter(None, (make(report, templates) for make in (claims_page, metrics_page, collection_page)))
        yield _json(f"{home}/report.json", report_json(report))
        yield _json(f"{home}/provenance.json", origin.as_json(report.provenance))
        for chart_id, spec in draw(report).items():
            yield Artefact(path=f"{home}/{chart_id}.csv", content=csv_bytes(spec), kind="data")


def _json(path: str, value: object) -> Artefact:
    # Python's own encoder leaves C as soon as it is to indent, and was an eighth of a large build.
    return Artefact(path=path, content=to_json(value, indent=1).decode() + "\n", kind="data")


# The whole site -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """Every file of the site, and what went wrong on the way.

    Args:
        artefacts: pages and data of all incidents, the list page, the schemas.
        reports: the incidents evaluated now.
        problems: errors of the incidents that broke, warnings of all.
        epoch: the latest 截至 of all incidents, seconds since 1970 UTC: the site's only date.
    """

    artefacts: tuple[Artefact, ...]
    reports: tuple[Report, ...]
    problems: tuple[Problem, ...]
    epoch: int

    @property
    def broken(self) -> bool:
        """Whether an incident could not be built."""
        return any(found.severity is Severity.ERROR for found in self.problems)


def plan_site(workshop: Workshop, slugs: Iterable[str] = (), archive: Sequence[Trace] = ()) -> SitePlan:
    """The site of a project: the named incidents evaluated now (all when none is named), the others as kept.

    What is evaluated is compared with the other incidents of the site, and with those of the `archive`.

    One broken incident does not stop the others: its last good pages stay, with a banner.
    Raises: UserError - the project has no incident, a named one does not exist, there is no page at all (an
        empty site must not take the place of a good one), or a simulated archive was given for a real incident.
    """
    try:
        return _planned(workshop, slugs, archive)
    finally:
        workshop.machine.close()


def _planned(workshop: Workshop, slugs: Iterable[str], archive: Sequence[Trace]) -> SitePlan:
    wanted = _wanted(workshop.project, tuple(slugs))
    templates = Templates([workshop.project / "site_templates", resources.site_templates()])
    found: list[Report | Kept] = []
    problems: list[Problem] = []
    for slug in incident_slugs(workshop.project):
        old = shelf.kept(workshop.store, slug)
        if slug not in wanted and old is not None:
            found.append(old)
            continue
        try:
            found.append(evaluate(slug, workshop))
        except UserError as error:
            problems += error.problems
            found += _last_good(old, error, workshop)
    reports: list[Report] = []
    parts: list[Kept] = []
    _refuse((one for one in found if isinstance(one, Report) and one.slug in wanted), archive)
    for one in _beside_each_other(found, archive):
        if isinstance(one, Kept):
            parts.append(one)
            continue
        try:
            parts.append(_finished(one, templates, workshop))
        except UserError as error:
            problems += error.problems
            parts += _last_good(shelf.kept(workshop.store, one.slug), error, workshop)
            continue
        reports.append(one)
        problems += one.warnings
    if not parts:
        raise UserError(problems)
    artefacts = (*(a for part in parts for a in part.artefacts), *_common(parts, templates))
    return SitePlan(
        artefacts=artefacts,
        reports=tuple(reports),
        # A broken template is met by every incident and told once.
        problems=tuple(dict.fromkeys((*problems, *workshop.warnings))),
        epoch=max((part.row.as_of for part in parts), default=0),
    )


def _beside_each_other(found: Sequence[Report | Kept], archive: Sequence[Trace]) -> list[Report | Kept]:
    """The same, each new report with an estimate compared with every other incident of the site and the archive."""
    reports = [one for one in found if isinstance(one, Report)]
    if not any(report.effect.headline for report in reports):
        return list(found)
    kept = (artefact for one in found if isinstance(one, Kept) for artefact in one.artefacts)
    known = [*filter(None, map(trace_of, reports)), *traces(kept), *archive]
    return [_compared(one, known) if isinstance(one, Report) else one for one in found]


def _refuse(reports: Iterable[Report], archive: Iterable[Trace]) -> None:
    """Nothing invented ever stands beside a real incident; one that is not asked for is not compared with it anyway.

    Raises: UserError (R012) - the archive is simulated, and an incident asked for is not.
    """
    real = [report.slug for report in reports if not report.incident.simulated]
    if real and any(trace.simulated for trace in archive):
        words = _("The comparison archive is simulated; this incident is real and is never compared with it.")
        hint = _("Name simulated incidents only, or leave the archive out.")
        raise UserError([problem("R012", words, hint=hint, file=f"incidents/{slug}/incident.yml") for slug in real])


def _compared(report: Report, known: Sequence[Trace]) -> Report:
    with speaking(report.incident.language):
        return compared(report, known)


def _last_good(old: Kept | None, error: UserError, workshop: Workshop) -> list[Kept]:
    """The kept pages of an incident that broke; none of one that turned out to be a state secret."""
    if old is None:
        return []
    if any(found.code == "R006" for found in error.problems):
        shelf.forget(workshop.store, old.slug)
        return []
    return [shelf.with_banner(old)]


def _wanted(project: Path, slugs: tuple[str, ...]) -> tuple[str, ...]:
    existing = incident_slugs(project)
    if not existing:
        hint = _("Make one with: reporter new 2024-05-example")
        raise UserError([problem("R001", _("There is no incident in this project."), hint=hint, file="incidents")])
    missing = [slug for slug in slugs if slug not in existing]
    if missing:
        words = _("The incident folder does not exist.")
        hint = _("Existing incidents: {names}.").format(names=", ".join(existing))
        raise UserError([problem("R001", words, hint=hint, file=f"incidents/{slug}") for slug in missing])
    return slugs or existing


def _finished(report: Report, templates: Templates, workshop: Workshop) -> Kept:
    with speaking(report.incident.language):
        row = archive_row(report)
    part = Kept(slug=report.slug, artefacts=tuple(report_artefacts(report, templates)), row=row)
    shelf.keep(workshop.store, part)
    return part


def _common(parts: Sequence[Kept], templates: Templates) -> Iterator[Artefact]:
    rows = [part.row for part in parts]
    with speaking(_common_language(row.language for row in rows)):
        yield archive_page(rows, templates)
    yield _json("schemas/report.schema.json", report_schema())
    for schema in (resources.incident_schema(), resources.corrections_schema()):
        yield Artefact(path=f"schemas/{schema.name}", content=schema.read_text(encoding="utf-8"), kind="data")


def _common_language(spoken: Iterable[Language]) -> Language:
    """The language of a site whose reports all speak it, else the default: never the terminal's."""
    languages = set(spoken)
    return languages.pop() if len(languages) == 1 else LANGUAGES[0]


def artefacts(project: Path, slugs: Sequence[str] = ()) -> Iterator[Artefact]:
    """Every file of a project's site; what `mkdocs build` alone calls.

    Raises: UserError - an incident is broken (`reporter build` goes on with the others).
    """
    yield from site_files(Workshop(project), slugs)


def site_files(workshop: Workshop, slugs: Sequence[str] = ()) -> Iterator[Artefact]:
    """The same from a workshop that is kept between builds, as `reporter serve` does."""
    plan = plan_site(workshop, slugs)
    if plan.broken:
        raise UserError(plan.problems)
    yield from plan.artefacts
