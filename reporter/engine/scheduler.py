"""The connection to a Dask scheduler: what can be wrong with it is told before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from reporter.errors import UserError, problem
from reporter.i18n import _

#: Tells what a machine has that decides a result, by name.
House = Callable[[], dict[str, str]]

#: What Dask's settings call the certificates of whoever connects.
_CERTIFICATES: Final = ", ".join(
    f"DASK_DISTRIBUTED__COMM__TLS__{name}" for name in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY")
)


def connected(address: str, patience: int) -> Any:  # noqa: ANN401 - a distributed.Client, whose package may be missing
    """A client of the scheduler at `address`, such as `tcp://host:8786` or `tls://host:8786`.

    Raises: UserError - R010: `distributed` is not installed, the address is none, its certificates
        are missing, or nobody answers within `patience` seconds.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        message = _("--scheduler needs the package distributed, which is not installed.")
        raise _refused(message, _("Install it with: pip install 'yuqing-reporter[cluster]'")) from error
    _require_usable(address)
    try:
        return Client(address, timeout=patience, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        message = _("There is no Dask scheduler at {address}.").format(address=address)
        hint = _("Start one with: dask scheduler. Its address is tcp://HOST:8786.")
        if address.startswith("tls://"):
            hint = _("None was started, or it does not accept the certificates. Settings: {names}.").format(
                names=_CERTIFICATES
            )
        raise _refused(message, hint) from error


def _refused(message: str, hint: str) -> UserError:
    return UserError([problem("R010", message, hint=hint)])


def _require_usable(address: str) -> None:
    """Nothing; raises UserError (R010) for what leaves a client half made, which waits and complains at its end."""
    scheme, _sign, place = address.rpartition("://")
    if scheme not in ("", "tcp", "tls") or ":" not in place:
        message = _("{address} is no address of a Dask scheduler.").format(address=address)
        raise _refused(message, _("It is written tcp://HOST:8786, or tls://HOST:8786 where the cluster is encrypted."))
    from distributed import Security

    try:
        security = Security()  # type: ignore[no-untyped-call]
        certified = security.get_connection_args("client")["ssl_context"] is not None  # type: ignore[no-untyped-call]
    except OSError as error:  # ssl's own errors are among them
        reason = error.strerror or type(error).__name__
        message = _("The certificates for {address} cannot be used ({reason}).").format(address=address, reason=reason)
        raise _refused(message, _("Settings: {names}.").format(names=_CERTIFICATES)) from error
    if scheme == "tls" and not certified:
        message = _("No certificates are set for {address}.").format(address=address)
        raise _refused(message, _("Settings: {names}.").format(names=_CERTIFICATES))
    if scheme != "tls" and security.require_encryption:
        message = _("Dask's settings ask for encryption, and {address} has none.").format(address=address)
        raise _refused(message, _("It is written tcp://HOST:8786, or tls://HOST:8786 where the cluster is encrypted."))


def require_alike(client: Any, address: str, house: House, patience: int) -> None:  # noqa: ANN401
    """Nothing; raises UserError (R010) when there is no worker, or one that would work out something else."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError as error:
        message = _("The Dask scheduler at {address} has no worker.").format(address=address)
        hint = _("Start some on each machine with: dask worker {address}").format(address=address)
        raise _refused(message, hint) from error
    wanted = house()
    others = [
        f"{worker} {what}"
        for worker, has in sorted(client.run(house, on_error="return").items())
        if (what := _unlike(wanted, has))
    ]
    if others:
        message = _("Workers with other versions would give other results: {others}.").format(others="; ".join(others))
        hint = _("Install the same version of Python and reporter on every machine, and start its workers anew.")
        raise _refused(message, hint)


def _unlike(wanted: dict[str, str], has: object) -> str:
    """What a worker has otherwise, as `numpy 2.1.0 ≠ 2.3.4`; empty when all is alike."""
    if not isinstance(has, dict):
        return _("reporter cannot be loaded ({why})").format(why=type(has).__name__)
    return ", ".join(f"{name} {has.get(name)} ≠ {value}" for name, value in wanted.items() if has.get(name) != value)
