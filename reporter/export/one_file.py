"""A report as one page that needs nothing beside it: styles, scripts and drawings inside, every link within."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Final

from markupsafe import Markup

from reporter import resources
from reporter.export.join import Joined, Part, joined
from reporter.i18n import _, language_named, pgettext, speaking
from reporter.safe import text
from reporter.website import shell
from reporter.website.assets import site_assets
from reporter.website.headings import Entry, contents
from reporter.website.policy import policy_of_a_file
from reporter.website.rendered import Rendered

_TEXT: Final = "__text"
_LOOKS: Final = (
    ("look_auto", "(prefers-color-scheme)", "default"),
    ("look_light", "(prefers-color-scheme: light)", "default"),
    ("look_dark", "(prefers-color-scheme: dark)", "slate"),
)
_TAKEN: Final = (_TEXT, *(f"__look_{number}" for number in range(len(_LOOKS))))

_PAGE: Final = Markup("""\
<!doctype html>
<html lang="{language}" class="no-js">
<head>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">
<meta name="robots" content="noindex, nofollow">
<meta name="format-detection" content="telephone=no">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%2317344b' d='M0 0h16v16H0z'/%3E%3Cpath fill='none' stroke='%23fff' stroke-width='1.5' d='M2 12c3 0 3-8 5-8s2 8 7 8'/%3E%3C/svg%3E">
<style>{style}</style>
</head>
<body dir="ltr" data-md-color-scheme="default">
<a class="sh-skip" href="#{text}">{words.skip}</a>
<header class="sh-bar"><div class="sh-bar__inner">
<span class="sh-bar__title sh-bar__title--first">{heading}</span><span class="sh-bar__brand">{title}</span>
<details class="sh-menu" data-sh-menu><summary class="sh-bar__button" aria-label="{words.menu}">{icon}</summary>
<div class="sh-menu__panel"><nav aria-label="{words.menu}">{menu}</nav></div></details>
</div></header>
<div class="sh-container"><main class="sh-main">
<div class="sh-contents"><nav class="sh-contents__part" aria-label="{words.menu}"><p class="sh-contents__name">{words.menu}</p>
<ul data-sh-toc>{entries}</ul></nav>
<div class="sh-contents__links"><button type="button" class="sh-entry sh-print" data-sh-print hidden>{words.print}</button></div></div>
<article class="sh-text" id="{text}" tabindex="-1">
{parts}
</article>
</main></div>
<footer class="sh-foot"><div class="sh-foot__inner">
<form class="sh-look"><fieldset><legend>{words.look}</legend>{looks}</fieldset></form>
<p>{kept}</p>
</div></footer>
<script>{script}</script>
</body>
</html>
""")  # noqa: E501 - the mark in the tab is the site's own, to the letter

_ICON: Final = Markup(
    '<svg class="sh-icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"'
    ' stroke-width="2" aria-hidden="true" focusable="false"><path d="M4 7h16M4 12h16M4 17h10"/></svg>'
)


def one_file(pages: Sequence[Rendered], left_out: Sequence[Rendered] = ()) -> str:
    """The pages of one report as one HTML page that can be opened anywhere, without a network.

    Args:
        pages: the report first, then its annexes in their order.
        left_out: annexes that are not to be in the file; it says so.
    """
    report = pages[0]
    language = language_named(report.language)
    style, script = _style(), _script()
    with speaking(language):
        parts = _parts(pages, left_out)
        entries = _entries(pages, parts)
        page = _PAGE.format(
            language=language,
            policy=policy_of_a_file([script], [style]),
            title=report.title,
            heading=report.short_title,
            description=report.description,
            # Our own files; nothing of an incident is in them.
            style=Markup(style),  # noqa: S704
            script=Markup(script),  # noqa: S704
            text=_TEXT,
            words=shell.words(),
            icon=_ICON,
            menu=Markup("").join(map(_entry, entries)),
            entries=Markup("").join(Markup("<li>{}</li>").format(_entry(entry)) for entry in entries),
            parts=Markup("\n").join((*map(_part, range(len(pages)), pages, parts), *_without(left_out))),
            looks=Markup("").join(_look(number) for number in range(len(_LOOKS))),
            kept=_("Made with reporter. It opens without a network; posts and data files stay on the site."),
        )
    return str(page)


def _style() -> str:
    assets = site_assets()
    (site,) = (file for file in assets.files if file.path == assets.style)
    own = resources.assets() / "one-file.css"
    return f"{site.data.decode()}\n{own.read_text(encoding='utf-8')}"


def _script() -> str:
    return (resources.assets() / "shell.js").read_text(encoding="utf-8")


def _parts(pages: Sequence[Rendered], left_out: Sequence[Rendered]) -> list[Joined]:
    parts = [
        Part(path=f"{name}.html", html=page.html, anchor="report" if page is pages[0] else f"annex-{name}")
        for page, name in zip(pages, map(_stem, pages), strict=True)
    ]
    return joined(parts, _TAKEN, (f"{_stem(page)}.html" for page in left_out))


def _stem(page: Rendered) -> str:
    return posixpath.basename(page.path).removesuffix(".md")


def _without(left_out: Sequence[Rendered]) -> Iterator[Markup]:
    """What a reader is told of annexes that are not there."""
    if left_out:
        names = pgettext("list", ", ").join(unescape(page.short_title) for page in left_out)
        words = _("The annexes are not in this file: {names}.").format(names=names)
        yield Markup('<p class="rp-sub of-without">{}</p>').format(text(words))


def _name(page: Rendered, number: int) -> Markup:
    return text(_("Annex {n}: {name}").format(n=number, name=unescape(page.short_title)))


def _part(number: int, page: Rendered, part: Joined) -> Markup:
    html = Markup(part.html)  # noqa: S704 - the page's own HTML, every text in it escaped
    if not number:
        return Markup('<div id="{}">{}</div>').format(part.anchor, html)
    return Markup(
        '<section class="of-annex" aria-labelledby="{anchor}"><div class="of-head"><h1 id="{anchor}">{name}</h1>'
        '<a class="no-print" href="#{top}">{back}</a></div>\n{html}\n</section>'
    ).format(anchor=part.anchor, name=_name(page, number), top=_TEXT, back=_("Back to the report"), html=html)


def _entries(pages: Sequence[Rendered], parts: Sequence[Joined]) -> list[Entry]:
    """The contents: the report's headings, and each annex with its main ones."""
    entries = list(contents(parts[0].html))
    for number, (page, part) in enumerate(zip(pages[1:], parts[1:], strict=True), start=1):
        entries.append(Entry(url=text(f"#{part.anchor}"), title=_name(page, number), level=2))
        below = (entry for entry in contents(part.html) if entry.level == 2)  # noqa: PLR2004 - of its headings
        entries += (Entry(url=entry.url, title=entry.title, level=3) for entry in below)
    return entries


def _entry(entry: Entry) -> Markup:
    return Markup('<a class="sh-entry sh-entry--{}" href="{}">{}</a>').format(entry.level, entry.url, entry.title)


def _look(number: int) -> Markup:
    name, media, scheme = _LOOKS[number]
    return Markup(
        '<input type="radio" name="__look" id="__look_{n}" data-md-color-media="{media}"'
        ' data-md-color-scheme="{scheme}"><i></i><label for="__look_{n}">{word}</label>'
    ).format(n=number, media=media, scheme=scheme, word=getattr(shell.words(), name))
