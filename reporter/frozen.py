"""固化: the results over an incident's posts as one file, from which its report builds when the posts are gone.

It holds no post but those pages show, masked and without pseudonyms that could be
matched with another collection, and nothing whose change would go unnoticed: every
result carries its sha256, and what it depends on is kept as a hash.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reporter.analysis import TALLY, Result
from reporter.provenance import Input
from reporter.tallies import VOLUME, Tally

#: Posts with the most engagement that pages may show (`pages` shows fewer).
SHOWN: Final = 20

_MAGIC: Final = b"reporter-frozen/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """The results of one incident.

    Args:
        slug: the incident.
        settings: name -> sha256 of what decided how its posts were read and labelled.
        inputs: the posts files they come from.
        scorer: key of the engine.
        results: name -> result.
    """

    slug: str
    settings: Mapping[str, str]
    inputs: tuple[Input, ...]
    scorer: str
    results: Mapping[str, Result]


def written(frozen: Frozen) -> bytes:
    """The file of these results; equal results give equal bytes."""
    results = {name: frozen.results[name] for name in sorted(frozen.results)}
    head = {
        "slug": frozen.slug,
        "settings": dict(sorted(frozen.settings.items())),
        "inputs": [asdict(one) for one in frozen.inputs],
        "scorer": frozen.scorer,
        "results": {
            name: {"settings": one.settings, "bytes": len(one.body), "sha256": one.seal}
            for name, one in results.items()
        },
    }
    body = b"\n".join([json.dumps(head).encode(), b"".join(one.body for one in results.values())])
    packed = zlib.compress(body, 9)
    return b"%s %d %s\n%s" % (_MAGIC, len(packed), sha256(packed).hexdigest().encode(), packed)


def thawed(data: bytes) -> Frozen:
    """The results `written` wrote.

    Raises: ValueError - a byte is missing or wrong, or another version wrote the file.
    """
    first, _newline, packed = data.partition(b"\n")
    if first != b"%s %d %s" % (_MAGIC, len(packed), sha256(packed).hexdigest().encode()):
        raise ValueError("seal")
    head, _newline, rest = zlib.decompress(packed).partition(b"\n")
    facts = json.loads(head)
    results, at = {}, 0
    for name, one in facts["results"].items():
        results[name] = Result(settings=one["settings"], body=rest[at : at + one["bytes"]])
        at += one["bytes"]
        if results[name].seal != one["sha256"]:
            raise ValueError(name)
    return Frozen(
        slug=facts["slug"],
        settings=facts["settings"],
        inputs=tuple(Input(**one) for one in facts["inputs"]),
        scorer=facts["scorer"],
        results=results,
    )


def fit_to_keep(results: Mapping[str, Result], named: Mapping[str, str]) -> tuple[dict[str, Result], dict[str, str]]:
    """The results without posts no page shows, and accounts under numbers instead of pseudonyms.

    Args:
        results: as they were worked out.
        named: pseudonym -> name of accounts that may be named.
    """
    kept = dict(results)
    if TALLY not in kept:
        return kept, {}
    tally, numbers = _anonymous(Tally.from_bytes(kept[TALLY].body))
    kept[TALLY] = replace(kept[TALLY], body=tally.to_bytes())
    return kept, {numbers[who]: name for who, name in named.items() if who in numbers}


def _anonymous(tally: Tally) -> tuple[Tally, dict[str, str]]:
    tables = dict(tally.tables)
    wanted = {(*post[:3], post.text) for post in tally.top_posts(SHOWN)}
    rows = tables["top"].to_pylist()
    top = pa.array([(r["engagement"], r["time"], r["platform"], r["text"]) in wanted for r in rows], pa.bool_())
    tables["top"] = tables["top"].filter(top)
    # Of the first posts only those of the volume are ever shown; of the others the time is enough.
    said = pc.is_in(tables["first"]["kind"], value_set=pa.array(VOLUME))
    tables["first"] = _set(tables["first"], "text", pc.if_else(said, tables["first"]["text"], ""))
    people = sorted({who for name in ("top", "first") for who in tables[name]["author"].to_pylist() if who})
    # Where a post stood decides ties, nothing else: the order is all that is kept of it.
    standing = sorted({place for name in ("top", "first") for place in _places(tables[name])})
    places = {place: number for number, place in enumerate(standing)}
    numbers = {who: f"{place:06d}" for place, who in enumerate(people)}
    for name in ("top", "first"):
        own = [numbers.get(who) for who in tables[name]["author"].to_pylist()]
        tables[name] = _set(tables[name], "author", pa.array(own, pa.string()))
        lines = [places[place] for place in _places(tables[name])]
        for column, values in (("post_id", None), ("url", None), ("file", ""), ("line", lines)):
            tables[name] = _set(tables[name], column, _filled(tables[name], column, values))
    return Tally(tally.windows, tables), numbers


def _places(table: pa.Table) -> list[tuple[str, int]]:
    return list(zip(table["file"].to_pylist(), table["line"].to_pylist(), strict=True))


def _filled(table: pa.Table, column: str, values: Any) -> pa.Array:  # noqa: ANN401 - one value or a list
    filled = values if isinstance(values, list) else [values] * len(table)
    return pa.array(filled, table.schema.field(column).type)


def _set(table: pa.Table, column: str, values: Any) -> pa.Table:  # noqa: ANN401 - an arrow array
    return table.set_column(table.schema.get_field_index(column), table.schema.field(column), values)
