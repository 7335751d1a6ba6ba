"""One sentence and one link, ready to be pasted into a chat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reporter.errors import UserError, problem
from reporter.i18n import _, language_named, pgettext, speaking
from reporter.incident import STATE_SECRETS
from reporter.safe import plain


def share(site: Path, slug: str, base_url: str) -> str:
    """The report's title, its judgement and its address: two lines to paste.

    Args:
        site: the folder of the built site.
        slug: the incident.
        base_url: where the site's front page is read (http or https).
    Raises: UserError - the site has no such report (R001), the address is none (R105), or the
        incident is marked as a state secret (R006).
    """
    if not base_url.startswith(("http://", "https://")):
        message = _("“{address}” is no address of a site").format(address=base_url)
        hint = _("give the front page's address: --url https://example.org/reports/")
        raise UserError([problem("R105", message, hint=hint)])
    report = _report(site, slug)
    with speaking(language_named(str(report["language"]))):
        return f"{_sentence(report)}\n{base_url.rstrip('/')}/incidents/{slug}/"


def _report(site: Path, slug: str) -> dict[str, Any]:
    place = f"incidents/{slug}/report.json"
    there = sorted(path.parent.name for path in site.glob("incidents/*/report.json"))
    if slug not in there:
        message = _("the site has no report “{slug}” (there are: {slugs})")
        message = message.format(slug=slug, slugs=pgettext("list", ", ").join(there) or _("none"))
        raise UserError([problem("R001", message, file=place, hint=_("run `reporter build` first"))])
    report: dict[str, Any] = json.loads((site / place).read_text(encoding="utf-8"))
    if any(word in str(report["classification"]) for word in STATE_SECRETS):
        message = _("the incident is marked as a state secret; it must not be on any network")
        raise UserError([problem("R006", message, file=place, key="classification")])
    return report


def _sentence(report: dict[str, Any]) -> str:
    mark = _("[simulated data] ") if report.get("simulated") else ""
    title = " ".join(plain(report["title"]).split())
    statements = [" ".join(plain(finding["statement"]).split()) for finding in report["findings"]]
    if not statements:
        return mark + title
    return mark + _("{title}: {statement}").format(title=title, statement=statements[0])
