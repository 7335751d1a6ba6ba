"""A plan in words: what a person reads before they say yes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from reporter.i18n import _, ngettext
from reporter.publish.plan import Plan, url

_KILO: Final = 1024


def size(count: int) -> str:
    """A number of bytes, rounded up to whole KB or tenths of a MB."""
    if count < _KILO * _KILO:
        return _("{n} KB").format(n=-(-count // _KILO))
    return _("{n} MB").format(n=f"{count / _KILO / _KILO:.1f}")


def describe(plan: Plan, *, done: bool = False) -> tuple[str, ...]:
    """The plan line by line: incidents, pages, other files, what vanishes, what stays at home."""
    return (
        _headline(plan, done=done),
        *_incidents(plan),
        *_section(_("Pages:"), [_page(plan, file.path, file.size) for file in plan.files if _is_page(file.path)]),
        *_section(_("Data and other files:"), _others(plan)),
        *_section(_("Addresses that will no longer exist:"), [plan.pages_url + path for path in plan.vanishing]),
        *_section(_("Left out:"), list(plan.left_out)),
        *([] if done or plan.unchanged else [_("Nothing has been published yet; add --yes to publish.")]),
    )


def _headline(plan: Plan, *, done: bool) -> str:
    if plan.unchanged:
        sentence = _("The branch “{branch}” of {address} holds exactly this site already: {files}, {size}.")
    elif done:
        sentence = _("Published to the branch “{branch}” of {address}: {files}, {size}.")
    else:
        sentence = _("This would become public on the branch “{branch}” of {address}: {files}, {size}.")
    n = len(plan.files)
    files = ngettext("{n} file", "{n} files", n).format(n=n)
    return sentence.format(branch=plan.branch, address=plan.address, files=files, size=size(plan.size))


def _incidents(plan: Plan) -> list[str]:
    return _section(_("Incidents:"), [f"{one.slug}  {one.title}" for one in plan.incidents])


def _is_page(path: str) -> bool:
    return path.endswith(".html")


def _page(plan: Plan, path: str, count: int) -> str:
    return f"{plan.pages_url + url(path) or '/'}  {size(count)}"


def _others(plan: Plan) -> list[str]:
    """Files that are no pages: those of incidents by name, the rest by kind."""
    named, kinds = [], dict[str, int]()
    for file in plan.files:
        if file.path.startswith("incidents/") and not _is_page(file.path):
            named.append(f"{file.path}  {size(file.size)}")
        elif not _is_page(file.path):
            kind = PurePosixPath(file.path).suffix
            kinds[kind] = kinds.get(kind, 0) + file.size
    return named + [f"*{kind}  {size(total)}" for kind, total in sorted(kinds.items())]


def _section(title: str, lines: list[str]) -> list[str]:
    return [title, *(f"  {line}" for line in lines)] if lines else []
