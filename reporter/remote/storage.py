"""The storages addresses name: what opens each, where its credentials come from, how long it may keep silent."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache, partial
from queue import SimpleQueue
from threading import Thread, local
from typing import Any, Final, TypeVar

from reporter.errors import UserError, problem
from reporter.i18n import _

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """A kind of storage.

    Args:
        package: what it needs beside the extra `[cluster]`; empty for nothing.
        account: where its own library looks for accounts, keys and passwords; they never stand in an address.
        endpoint: where it looks for the server, if not in the address.
    """

    package: str = ""
    account: tuple[str, ...] = ()
    endpoint: tuple[str, ...] = ()


_WEB: Final = Storage(account=("~/.netrc",))
_AZURE: Final = Storage(
    package="adlfs",
    account=("AZURE_STORAGE_CONNECTION_STRING",),
    endpoint=("AZURE_STORAGE_CONNECTION_STRING",),
)

#: Protocols that read a file and do nothing else.
PROTOCOLS: Final[dict[str, Storage]] = {
    "https": _WEB,
    "http": _WEB,
    "file": Storage(),
    "s3": Storage(
        package="s3fs",
        account=("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "~/.aws/credentials"),
        endpoint=("AWS_ENDPOINT_URL", "~/.aws/config"),
    ),
    "oss": Storage(package="ossfs", account=("FSSPEC_OSS_KEY", "FSSPEC_OSS_SECRET"), endpoint=("OSS_ENDPOINT",)),
    "cos": Storage(
        package="cosfs", account=("COS_SECRET_ID", "COS_SECRET_KEY"), endpoint=("COS_REGION", "COS_ENDPOINT")
    ),
    "gs": Storage(package="gcsfs", account=("GOOGLE_APPLICATION_CREDENTIALS",)),
    "abfs": _AZURE,
    "az": _AZURE,
    "hdfs": Storage(account=("HADOOP_HOME", "CLASSPATH", "kinit")),
    "webhdfs": Storage(package="requests", account=("FSSPEC_WEBHDFS_USER", "FSSPEC_WEBHDFS_KERBEROS")),
    "sftp": Storage(package="paramiko", account=("~/.ssh", "FSSPEC_SFTP_PASSWORD")),
    "smb": Storage(package="smbprotocol", account=("FSSPEC_SMB_PASSWORD",)),
}

#: Seconds a storage may keep silent: until it is reached, until it has looked, between two pieces of a file.
_REACHED: Final = 15
_PIECE: Final = 60
PATIENCE: Final = 120

#: What the libraries' own settings may hold that is text even if it looks like a number.
_TEXTS: Final = frozenset({"password", "passphrase", "username", "user", "key", "secret", "token", "account_key"})

#: Libraries that log beside the errors they raise, stack traces included.
_TALKERS: Final = (
    *("fsspec", "s3fs", "botocore", "aiobotocore", "ossfs", "oss2", "aliyunsdkcore", "cosfs", "qcloud_cos"),
    *("gcsfs", "google", "adlfs", "azure", "paramiko", "smbprotocol", "spnego", "urllib3", "asyncio"),
)


def opened(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path there; raises UserError (R212) when a package is missing."""
    protocol = url.partition("://")[0].lower()
    try:
        from fsspec.core import url_to_fs

        _quiet()
        if protocol == "sftp":
            _check_hosts()
        return url_to_fs(url, **_options(protocol))  # type: ignore[no-any-return]
    except ImportError as error:
        raise _lacking(protocol) from error
    except ValueError as error:
        # Of a storage that fsspec knows by its package alone.
        if str(error).startswith("Protocol not known"):
            raise _lacking(protocol) from error
        raise


def _lacking(protocol: str) -> UserError:
    storage = PROTOCOLS.get(protocol) or Storage()
    package = storage.package or "'yuqing-reporter[cluster]'"
    message = _("Posts at {name}:// addresses need a package that is not installed.").format(name=protocol)
    hint = _("Install it with: pip install {package}").format(package=package)
    return UserError([problem("R212", message, hint=hint)])


def _options(protocol: str) -> dict[str, Any]:
    """What a file system is opened with: our patience, unless the libraries' own settings say otherwise."""
    from fsspec.config import conf

    stated = conf.get(protocol, {})
    ours = {name: value for name, value in _patience(protocol).items() if name not in stated}
    return ours | _texts(protocol, stated)


def _patience(protocol: str) -> dict[str, Any]:
    if protocol in {"http", "https"}:
        from aiohttp import ClientTimeout

        # A large file may take hours; a silent server may not.  Proxies and accounts are the environment's.
        timeout = ClientTimeout(total=None, sock_connect=_REACHED, sock_read=_PIECE)
        return {"client_kwargs": {"timeout": timeout, "trust_env": True}}
    options: dict[str, dict[str, Any]] = {
        "s3": {
            "config_kwargs": {
                "connect_timeout": _REACHED,
                "read_timeout": _PIECE,
                "retries": {"mode": "standard", "max_attempts": 2},
            }
        },
        "cos": {"max_retry_num": 1},
        "sftp": {"timeout": _REACHED, "banner_timeout": _REACHED, "auth_timeout": _PIECE},
        "smb": {"timeout": _REACHED},
    }
    return options.get(protocol, {})


def _texts(protocol: str, stated: dict[str, Any]) -> dict[str, str]:
    """What fsspec took for a number in the environment: a password may be made of digits."""
    names = {name: f"FSSPEC_{protocol.upper()}_{name.upper()}" for name in _TEXTS & stated.keys()}
    return {
        name: os.environ[variable]
        for name, variable in names.items()
        if not isinstance(stated[name], str) and variable in os.environ
    }


@cache
def _quiet() -> None:
    for name in _TALKERS:
        logging.getLogger(name).addHandler(logging.NullHandler())


@cache
def _check_hosts() -> None:
    """From now on a password goes only to servers whose key is among the user's known hosts."""
    import paramiko
    from fsspec import register_implementation
    from fsspec.implementations.sftp import SFTPFileSystem

    class KnownHosts(SFTPFileSystem):  # type: ignore[misc]
        """fsspec's own takes any server for the right one."""

        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            self.client.load_system_host_keys()
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()
            self.ftp.get_channel().settimeout(_PIECE)

    register_implementation("sftp", KnownHosts, clobber=True)


_Task = tuple[Callable[[], Any], Future[Any]]


class _Helpers(local):
    """The thread that waits for storages on behalf of this one: fsspec keeps a connection for each thread."""

    tasks: SimpleQueue[_Task] | None = None


_HELPERS: Final = _Helpers()


def patiently(work: Callable[[], _T], seconds: float = PATIENCE) -> _T:
    """What `work` gives, or its error.

    Raises: TimeoutError - it gave nothing in time: not every library lets one say how long it may wait.
    """
    if _HELPERS.tasks is None:
        _HELPERS.tasks = SimpleQueue()
        # A thread nobody waits for any more ends with the process.
        Thread(target=_serve, args=[_HELPERS.tasks], daemon=True).start()
    given: Future[_T] = Future()
    _HELPERS.tasks.put((partial(copy_context().run, work), given))
    try:
        return given.result(seconds)
    except TimeoutError:
        if not given.done():
            # It may hang for ever; the next one is served by another.
            _HELPERS.tasks = None
        raise


def _serve(tasks: SimpleQueue[_Task]) -> None:
    while True:
        work, given = tasks.get()
        try:
            given.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            given.set_exception(error)
