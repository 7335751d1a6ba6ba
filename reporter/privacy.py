"""Personal data out of posts: pseudonyms for accounts, masks for numbers, a scanner for the gate.

What is masked: mobile numbers, 18-digit identity numbers (checksum and date),
bank cards (Luhn), e-mail addresses, WeChat and QQ numbers; with separators and
full-width digits.  Every pattern is linear.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from reporter.errors import UserError, problem
from reporter.i18n import _

#: What stands where personal data stood: no word of any language, so it never becomes a keyword.
MASK: Final = "***"
KINDS: Final = ("id_card", "bank_card", "mobile", "email", "wechat", "qq")
#: Stands between a platform and an account where they are one text.
BEHIND: Final = "\0"
_SECRET_BYTES: Final = 32
_BLOCK: Final = 64


class Found(NamedTuple):
    """A piece of personal data in a text: its kind (one of `KINDS`) and where, [start, end)."""

    kind: str
    start: int
    end: int


def pseudonym(secret: bytes, platform: str, author: str) -> str:
    """16 hex digits that stand for `author` (id or name) on `platform`; HMAC-SHA256 keyed by `secret`.

    Plain hashes of account ids are reversible by trying all ids, hence the key.
    """
    return pseudonyms(secret, [f"{platform}{BEHIND}{author}".encode("utf-8", "surrogatepass")])[0]


def pseudonyms(secret: bytes, accounts: Iterable[bytes]) -> list[str]:
    """The same for many: `platform`, `BEHIND` it `author`, as UTF-8."""
    inside, outside = _pads(secret)
    found = []
    for account in accounts:
        inner, outer = inside.copy(), outside.copy()
        inner.update(account)
        outer.update(inner.digest())
        found.append(outer.hexdigest()[:16])
    return found


@lru_cache(maxsize=4)
def _pads(secret: bytes) -> tuple[hashlib._Hash, hashlib._Hash]:
    # HMAC's two hashes with the key taken in (RFC 2104); hmac.digest sets them up for
    # every call, which is four times the work for texts as short as an account.
    block = (
        secret.ljust(_BLOCK, b"\0") if len(secret) <= _BLOCK else hashlib.sha256(secret).digest().ljust(_BLOCK, b"\0")
    )
    return hashlib.sha256(bytes(b ^ 0x36 for b in block)), hashlib.sha256(bytes(b ^ 0x5C for b in block))


def load_secret(path: Path) -> bytes:
    """The 32 secret bytes kept in `path`, made there at the first call, readable by the owner only.

    A `.gitignore` beside it keeps the whole folder out of git.
    Raises: UserError (R005) - the file cannot be read or is not 32 bytes long.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path.parent / ".gitignore", b"*\n")
        _write_new(path, secrets.token_bytes(_SECRET_BYTES))
        secret = path.read_bytes()
    except OSError as error:
        message = _("the secret for pseudonyms cannot be read or made ({why})").format(why=error.strerror)
        raise UserError([problem("R005", message, file=path.name)]) from error
    if len(secret) != _SECRET_BYTES:
        message = _("the secret for pseudonyms is damaged; delete it and a new one is made")
        raise UserError([problem("R005", message, file=path.name)])
    return secret


def _write_new(path: Path, content: bytes) -> None:
    # O_EXCL: a secret that exists is never replaced, whoever else is building.
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(content)


# Full-width digits, letters and signs one to one, so that places in the shadow are places in the text.
_WIDE: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {
    ord("—"): "-",
    ord("–"): "-",
    ord("−"): "-",
    ord("‐"): "-",
    ord("·"): " ",
    ord("\u3000"): " ",
    ord("\u00a0"): " ",
}

#: RE2, for pyarrow: only texts it finds are looked at one by one.
SUSPECT: Final = (
    r"(?:[0-9０-９][ \t\x{3000}\x{a0}.．_—–−‐·-]{0,2}){11}"
    r"|[0-9A-Za-z０-９Ａ-Ｚａ-ｚ.．_\x{ff3f}%\x{ff05}+\x{ff0b}—–−‐－-][ ·\x{3000}\x{a0}]?[@＠]"
    r"[ ·\x{3000}\x{a0}]?[0-9A-Za-z０-９Ａ-Ｚａ-ｚ—–−‐－-]"
    r"|(?i:微信|威信|薇信|微❤|v信|vx|wx|wechat|weixin|qq|ｑｑ|扣扣|加v|加微|[0-9０-９]{17}[xｘ])"
)

_GAP: Final = r"[ \t._-]{0,2}"
_WECHAT: Final = re.compile(
    r"(?:(?:微信|威信|薇信|微❤|v信|(?<![a-z])(?:vx|wx|wechat|weixin))(?P<mark>号码|号|id)?|(?P<add>加v|加微))"
    r"\s{0,2}(?P<colon>[:是为])?\s{0,2}(?P<id>[a-z][a-z0-9_-]{5,19})(?![a-z0-9_-])",
    re.IGNORECASE,
)
_QQ: Final = re.compile(
    r"(?:(?<![a-z])qq|扣扣|企鹅号)(?:号码|号|群号|群)?\s{0,2}[:是为]?\s{0,2}(?P<id>[1-9]\d{4,10})(?!\d)",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[a-z0-9][a-z0-9._%+-]{0,63} ?@ ?(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}(?![a-z])",
    re.IGNORECASE | re.ASCII,
)
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK: Final = "10X98765432"
_OLDEST_BIRTH: Final = 1900
#: Luhn: the digits of twice a digit, added.
_TWICE: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def _digits(found: str) -> str:
    return "".join(c for c in found.upper() if c.isdigit() or c == "X")


def is_identity_number(number: str) -> bool:
    """Whether 18 characters are a Chinese identity number: a birthday that exists, a right check digit.

    Source: GB 11643-1999 (ISO 7064 MOD 11-2).
    """
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(w * int(d) for w, d in zip(_ID_WEIGHTS, number[:17], strict=True))
    return born.year >= _OLDEST_BIRTH and number[0] != "0" and _ID_CHECK[total % 11] == number[17]


def is_card_number(number: str) -> bool:
    """Whether digits pass Luhn's check and begin as bank cards do (3 to 6)."""
    digits = [int(digit) for digit in reversed(number)]
    check = sum(digits[::2]) + sum(_TWICE[digit] for digit in digits[1::2])
    return number[0] in "3456" and len(set(number)) > 1 and check % 10 == 0


def _is_wechat(match: re.Match[str]) -> bool:
    # 微信iPhone is a phrase; a number needs a mark (号, id, a colon, 加) or a digit in it.
    return bool(match["mark"] or match["add"] or match["colon"] or re.search(r"\d", match["id"]))


def _identity(match: re.Match[str]) -> bool:
    return is_identity_number(_digits(match[0]))


def _card(match: re.Match[str]) -> bool:
    return is_card_number(_digits(match[0]))


def _always(_match: re.Match[str]) -> bool:
    return True


_Rule = tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]]


def _rules(before: str, after: str, identity: str, card: str, mobile: str) -> tuple[_Rule, ...]:
    def number(pattern: str) -> re.Pattern[str]:
        return re.compile(before + pattern + after, re.IGNORECASE | re.ASCII)

    return (
        ("id_card", number(identity), _identity),
        ("bank_card", number(card), _card),
        ("mobile", number(mobile), _always),
        ("email", _EMAIL, _always),
        ("wechat", _WECHAT, _is_wechat),
        ("qq", _QQ, _always),
    )


#: In posts people hide numbers behind blanks and dots: any grouping counts.
_POSTS: Final = _rules(
    r"(?<!\d)",
    r"(?!\d)",
    rf"[1-9](?:{_GAP}\d){{16}}{_GAP}[\dX]",
    rf"[3-6](?:{_GAP}\d){{14,18}}",
    rf"(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}",
)
#: On built pages digits also stand in hashes, decimals and drawing paths: only the usual groups count.
_PAGES: Final = _rules(
    r"(?<![0-9a-f.])",
    r"(?![0-9a-f]|\.\d)",
    r"[1-9]\d{5}[ -]?\d{8}[ -]?\d{3}[\dX]",
    r"[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{3,4}(?:\1\d{3})?",
    r"(?:\+?86[ -]?)?1[3-9]\d([ -]?)\d{4}\1\d{4}",
)


def _search(text: str, rules: tuple[_Rule, ...]) -> Iterator[Found]:
    shadow = text.translate(_WIDE)
    for kind, pattern, true in rules:
        named = "id" if "id" in pattern.groupindex else 0
        spans = [match.span(named) for match in pattern.finditer(shadow) if true(match)]
        # A number is one thing only: what is found is hidden from the rules below.
        shadow = _blotted(shadow, spans, "\0")
        yield from (Found(kind, start, end) for start, end in spans)


def _blotted(text: str, spans: Sequence[tuple[int, int]], ink: str) -> str:
    # `ink` for every character of the spans, so that places stay.
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], ink * (end - start)]
        at = end
    return "".join([*parts, text[at:]]) if spans else text


def mask(text: str) -> tuple[str, dict[str, int]]:
    """`text` with `MASK` for every piece of personal data, and how many of each kind there were."""
    found = sorted(_search(text, _POSTS), key=lambda f: f.start)
    if not found:
        return text, {}
    parts, at = [], 0
    for piece in found:
        parts += [text[at : piece.start], MASK]
        at = piece.end
    return "".join([*parts, text[at:]]), dict(Counter(f.kind for f in found))


def scan(text: str) -> list[Found]:
    """Personal data in text that is to be published, in order of place."""
    return sorted(_search(text, _PAGES), key=lambda f: f.start)
