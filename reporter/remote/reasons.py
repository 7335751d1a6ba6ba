"""Why a storage did not give a file, told by kind: texts of foreign errors repeat whole URLs, keys included."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from reporter.i18n import N_, _
from reporter.remote.storage import PROTOCOLS, Storage


class Kind(StrEnum):
    """What hinders, for the user."""

    REFUSED = "refused"
    STRANGER = "stranger"
    UNNAMED = "unnamed"
    SILENT = "silent"
    CLOSED = "closed"
    GONE = "gone"
    OTHER = "other"


#: The kinds by what their errors are called, the surest first: a web server that is down is “not found” besides.
_CALLED: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.STRANGER: ("BadHostKey",),
    Kind.REFUSED: ("Permission", "AccessDenied", "Forbidden", "Unauthorized", "Authentication", "Credential", "Logon"),
    Kind.UNNAMED: ("gaierror", "DNSError", "NameResolution"),
    Kind.SILENT: ("Timeout", "TimedOut"),
    Kind.CLOSED: ("Connect", "ServiceRequestError", "ServerDisconnected"),
    Kind.GONE: ("NotFound", "NoSuch", "BadNetworkName"),
}
#: The same for errors whose class says nothing.
_WORDED: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.STRANGER: ("not found in known_hosts",),
    Kind.REFUSED: ("authentication methods", "required", "must provide"),
}
#: What web servers, and storages behind them, answer.
_ANSWERED: Final[dict[int, Kind]] = {
    **dict.fromkeys((401, 403, 407), Kind.REFUSED),
    **dict.fromkeys((404, 410), Kind.GONE),
    **dict.fromkeys((408, 504), Kind.SILENT),
}
_ANSWERS: Final = range(300, 600)

_WHY: Final = {
    Kind.REFUSED: N_("access is denied, with these credentials or without any"),
    Kind.STRANGER: N_("the server is not the one in known_hosts, or not in there"),
    Kind.UNNAMED: N_("there is no host of that name, or no network"),
    Kind.SILENT: N_("no answer came in time"),
    Kind.CLOSED: N_("the server takes no connection, or broke it off"),
    Kind.GONE: N_("there is no such file"),
}
_HINTS: Final = {
    Kind.REFUSED: N_("Accounts and keys are looked for in {account}; never write them into the address."),
    Kind.STRANGER: N_("Connect once with: sftp HOST, compare the fingerprint it shows, then run the command again."),
    Kind.UNNAMED: N_("Look at {endpoint}, the network, VPN and proxy."),
    Kind.SILENT: N_("Look at {endpoint}, the network, VPN and firewall."),
    Kind.CLOSED: N_("Look at {endpoint}, whether the server runs, VPN and firewall."),
    Kind.GONE: N_("Look at the names of bucket, folder and file: capitals count."),
    Kind.OTHER: N_("Look at the address, at {endpoint}, and at accounts and keys in {account}."),
}


def why(error: BaseException, protocol: str) -> tuple[str, str]:
    """Why, without a full stop, and what to do."""
    kind, said = _kind(error)
    storage = PROTOCOLS.get(protocol) or Storage()
    account = " / ".join(storage.account) or _("the rights of the file")
    endpoint = " / ".join(storage.endpoint) or _("host and port in the address")
    return said or _(_WHY[kind]), _(_HINTS[kind]).format(account=account, endpoint=endpoint)


def is_out_of_reach(error: BaseException) -> bool:
    """Whether nothing else at that host would be had either."""
    return _kind(error)[0] in {Kind.STRANGER, Kind.UNNAMED, Kind.SILENT, Kind.CLOSED}


def _kind(error: BaseException) -> tuple[Kind, str]:
    """What hinders, and what to say of it where the kind alone says less."""
    chain = list(_chain(error))
    for answer in filter(None, map(_answer, chain)):
        kind, said = _ANSWERED.get(answer, Kind.OTHER), _("the server answers {status}").format(status=answer)
        return kind, said if kind is Kind.OTHER else _("{why} ({said})").format(why=_(_WHY[kind]), said=said)
    names = [name for one in chain for name in _names(one)]
    texts = " ".join(map(str, chain)).casefold()
    for kind in Kind:
        words = _CALLED.get(kind, ())
        if any(word in name for name in names for word in words):
            return kind, ""
        if any(word in texts for word in _WORDED.get(kind, ())):
            return kind, ""
    own = f"{type(chain[-1]).__name__} {getattr(chain[-1], 'strerror', None) or ''}".strip()
    return Kind.OTHER, own


def _names(error: BaseException) -> list[str]:
    # Of the libraries' errors the class itself: those it comes from are named for something else.
    bases = [base for base in type(error).__mro__ if base is type(error) or base.__module__ == "builtins"]
    if isinstance(error, OSError) and error.errno:
        bases.append(type(OSError(error.errno, "")))
    return [base.__name__ for base in bases]


def _answer(error: BaseException) -> int:
    numbers = (getattr(error, name, None) for name in ("status", "status_code", "code"))
    return next((n for n in numbers if isinstance(n, int) and n in _ANSWERS), 0)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it was raised from, and so on."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
