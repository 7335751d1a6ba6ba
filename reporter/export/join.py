"""Pages of one report joined in one file: no name is met twice, every link leads to a place inside."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit

from reporter.export.tree import Element, parsed, replaced
from reporter.i18n import _

#: Attributes that name one element, or several with spaces between.
_NAMING: Final = frozenset(("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"))
#: Attributes of words, in which any text is just that.
_WORDS: Final = frozenset(("title", "alt", "aria-label", "data-label", "data-contents", "class", "id"))
#: Attributes that make a browser ask for something.
_FETCHING: Final = frozenset("src srcset poster data action formaction background ping".split())
#: Elements that only work beside other files, or with the file's policy against them: a chart's data for the
#: interactive drawing and its button, what a project's own templates may load.
_LOADING: Final = frozenset(
    "audio base button embed form frame iframe img input link meta object script source style track video".split()
)
_ADDRESSES: Final = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page that goes into the file.

    Args:
        path: where it lies among the others, such as `evidence.html`: what links call it.
        html: its content.
        anchor: the name its beginning is to have.
    """

    path: str
    html: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A page as it stands in the file: the name of its beginning, its HTML."""

    anchor: str
    html: str


@dataclass(frozen=True, slots=True)
class _Names:
    """The names in the file of one page's beginning and places."""

    anchor: str
    places: Mapping[str, str]


def joined(parts: Sequence[Part], taken: Iterable[str] = (), told: Iterable[str] = ()) -> list[Joined]:
    """The pages, ready to stand behind each other in one file.

    Places of the first page keep their names, those of the others get their anchor in front.  A link to a page that
    is not here is left out with what says it; one to an address becomes text with the address behind it.

    Args:
        parts: the pages; of equal names within a page the first counts.
        taken: names the file uses itself.
        told: paths of pages that are not here, of which the file tells: what links to them stays as words.
    """
    trees = [parsed(part.html) for part in parts]
    paths = frozenset((*(part.path for part in parts), *told))
    for part, tree in zip(parts, trees, strict=True):
        _abridge(tree, part.path, paths)
    names = dict(zip((part.path for part in parts), _names(parts, trees, set(taken)), strict=True))
    return [
        Joined(anchor=names[part.path].anchor, html=_rewritten(tree, part.path, names, annex=part is not parts[0]))
        for part, tree in zip(parts, trees, strict=True)
    ]


def _abridge(tree: Element, path: str, paths: frozenset[str]) -> None:
    """Leave out what only works beside files that are not in this one."""

    def leads_nowhere(element: Element) -> bool:
        links = [element] if element.tag == "a" else [one for one in element if one.tag == "a"]
        if element.tag not in {"a", "p"} or len(links) != 1:
            return False
        url = links[0].attributes.get("href")
        if url is None or _is_address(url) or _page(url, path) in paths:
            return False
        if element.tag == "a":
            return "download" in element.attributes
        # A line that is nothing but the link.
        return links[0].words().strip() == element.words().strip()

    replaced(tree, lambda element: [] if _needs_files(element) or leads_nowhere(element) else None)


def _needs_files(element: Element) -> bool:
    carried = element.tag == "img" and (element.attributes.get("src") or "").startswith("data:image/")
    return element.tag in _LOADING and not carried


def _names(parts: Sequence[Part], trees: Sequence[Element], taken: set[str]) -> list[_Names]:
    found = []
    for number, (part, tree) in enumerate(zip(parts, trees, strict=True)):
        own = dict.fromkeys(name for element in tree if (name := element.attributes.get("id")))
        # The page's own places first: a report's are where its readers expect them.
        places = {name: _free(f"{part.anchor}-{name}" if number else name, taken) for name in own}
        found.append(_Names(_free(part.anchor, taken), places))
    return found


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-"
    taken.add(name)
    return name


def _rewritten(tree: Element, path: str, names: Mapping[str, _Names], *, annex: bool) -> str:
    met: set[str] = set()
    for element in tree:
        if annex and element.tag == "h1":
            # The file has one title, the annex a name of its own above its first sentence.
            element.tag, element.start, element.end = "p", "", "</p>"
        _rename(element, names[path].places, met)
        _link(element, path, names)
    return str(tree)


def _rename(element: Element, places: Mapping[str, str], met: set[str]) -> None:
    name = element.attributes.get("id")
    if name is not None and (not name or name in met):
        element.drop("id")
    elif name is not None:
        met.add(name)
        element.set("id", places[name])
    for attribute, value in tuple(element.attributes.items()):
        if attribute in _NAMING and value:
            element.set(attribute, " ".join(places.get(one, one) for one in value.split()))
        elif value and "url(" in value.replace("\\", "").lower() and attribute not in _WORDS:
            _repaint(element, attribute, value, places)
        elif attribute in _FETCHING and not (element.tag == "img" and attribute == "src"):
            element.drop(attribute)


def _repaint(element: Element, attribute: str, value: str, places: Mapping[str, str]) -> None:
    """A drawing's `url(#name)`; whatever else is asked for that way is left out."""
    name = value.strip().removeprefix("url(#").removesuffix(")")
    if name in places:
        element.set(attribute, f"url(#{places[name]})")
    else:
        element.drop(attribute)


def _page(url: str, path: str) -> str | None:
    """The page a link from `path` leads to, as links call it; None when it leads out of the site."""
    parts = _split(url)
    if parts is None or parts.scheme or parts.netloc:
        return None
    page = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
    return page.removesuffix(".md") + ".html" if page.endswith(".md") else page


def _target(url: str, path: str, names: Mapping[str, _Names]) -> str | None:
    """The name in the file of the place a link leads to; None when that is not in the file."""
    there = names.get(_page(url, path) or "")
    return None if there is None else there.places.get(unquote(urlsplit(url).fragment), there.anchor)


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:  # such as http://[
        return None


def _is_address(url: str) -> bool:
    parts = _split(url)
    return parts is not None and parts.scheme in _ADDRESSES


def _link(element: Element, path: str, names: Mapping[str, _Names]) -> None:
    for attribute in ("href", "xlink:href"):
        url = element.attributes.get(attribute)
        if url is None:
            continue
        target = _target(url, path, names)
        if target is not None:
            element.set(attribute, f"#{quote(target)}")
        elif element.tag == "a":
            _unlink(element, url)
        else:
            element.drop(attribute)


def _unlink(element: Element, url: str) -> None:
    """Turn a link into its words, with the address behind them where a reader could type it."""
    replaced(element, lambda inner: [] if _invites(inner) else None)
    address = url.removeprefix("mailto:")
    if _is_address(url) and address not in element.words():
        element.children.append(_(" ({address})").format(address=address))
    element.tag, element.end, element.start = "span", "</span>", ""
    element.attributes = {name: value for name, value in element.attributes.items() if name in {"id", "class"}}


def _invites(element: Element) -> bool:
    """Whether it only says that there is a link: an arrow, “see the check”."""
    return (
        "rp-see" in (element.attributes.get("class") or "").split() or element.attributes.get("aria-hidden") == "true"
    )
