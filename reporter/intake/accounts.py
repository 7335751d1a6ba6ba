"""Accounts the analyst has listed: their type joins the posts, and only their names may ever be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reporter.intake.words import read_id, read_platform, read_word
from reporter.load import AccountRow
from reporter.privacy import pseudonym

#: Stands in no name: cells keep no control characters but tabs and line ends.
_BETWEEN: Final = "\x1f"


class Accounts:
    """The listed accounts, found by what an export says of an author.

    Args:
        rows: of `accounts.csv`; one without a platform stands for every platform.
    """

    def __init__(self, rows: Iterable[AccountRow] = ()) -> None:
        """The first row of an id or name counts."""
        self._rows = tuple(rows)
        self._ids: dict[tuple[str, str], AccountRow] = {}
        self._names: dict[tuple[str, str], AccountRow] = {}
        for row in self._rows:
            platform = read_platform(row.platform)
            self._ids.setdefault((platform, row.id), row)
            self._names.setdefault((platform, row.name), row)

    def __bool__(self) -> bool:
        """Whether any account is listed."""
        return bool(self._rows)

    def find(self, platform: str, author_id: str, name: str) -> AccountRow | None:
        """The listed account an export's cells mean: by its id, else by its name."""
        account, word = read_id(author_id)[0], read_word(name)
        for table, who in ((self._ids, account), (self._names, word)):
            found = who and (table.get((platform, who)) or table.get(("", who)))
            if found:
                return found
        return None

    def named(self, secret: bytes, platforms: Iterable[str]) -> dict[str, str]:
        """Pseudonym -> name of every account that may be named, on the `platforms` there are."""
        return dict(sorted(self._named(secret, tuple(platforms))))

    def _named(self, secret: bytes, platforms: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for row in self._rows:
            own = read_platform(row.platform)
            if row.named:
                yield from ((alias(secret, platform, row), row.name) for platform in ((own,) if own else platforms))


def alias(secret: bytes, platform: str, account: AccountRow) -> str:
    """The pseudonym of a listed account: one, whether an export gives its id or only its name."""
    return pseudonym(secret, platform, account.id or account.name)


def listed(
    accounts: Accounts,
    secret: bytes,
    columns: Mapping[str, pa.Array],
    values: Mapping[str, Any],
) -> dict[str, pa.Array]:
    """`author` and `account_type` of `values` with what is known of listed accounts; nothing without any.

    Args:
        accounts: the list.
        secret: key of the pseudonyms.
        columns: the export's cells by canonical name.
        values: the canonical columns made of them; `platform` is among them.
    """
    if not accounts or not columns.keys() & {"author_id", "author_name"}:
        return {}
    platform = values["platform"]
    blanks = pa.repeat("", len(platform))
    parts = (columns.get("author_id", blanks), columns.get("author_name", blanks))
    who = pc.binary_join_element_wise(platform, *parts, _BETWEEN)
    coded = who.dictionary_encode()
    found = [_known(accounts, secret, joined) for joined in coded.dictionary.to_pylist()]
    author, kind = (pa.array([one[i] for one in found], pa.string()).take(coded.indices) for i in (0, 1))
    own = {"author": author, "account_type": kind}
    return {
        name: found if values.get(name) is None else pc.coalesce(found, values[name]) for name, found in own.items()
    }


def _known(accounts: Accounts, secret: bytes, joined: str) -> tuple[str | None, str | None]:
    platform, author_id, name = joined.split(_BETWEEN)[:3]
    found = accounts.find(platform, author_id, name)
    return (alias(secret, platform, found), found.type) if found else (None, None)
