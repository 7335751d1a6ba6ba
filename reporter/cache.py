"""What was worked out once: scores by text, small results by content key.

A cache may cost time and never a result: a damaged file is a miss, an
unwritable folder is a miss, both with a warning the caller may show.  Files are
sealed with length and sha256, written beside their place, synced, then moved.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.errors import Place, Problem, Severity
from reporter.i18n import _
from reporter.load.files import write_whole

_MAGIC: Final = b"reporter-cache/1"
_MEGABYTE: Final = 1024 * 1024

#: A 128-bit key as two numbers, and a score under its key.
KEY: Final = np.dtype([("high", "<u8"), ("low", "<u8")])
_ENTRY: Final = np.dtype([("high", "<u8"), ("low", "<u8"), ("score", "<f8")])
Keys = npt.NDArray[np.void]


def _seal(body: bytes) -> bytes:
    return b"%s %d %s" % (_MAGIC, len(body), sha256(body).hexdigest().encode())


def sealed(body: bytes) -> bytes:
    """`body` behind a line with its length and sha256."""
    return b"%s\n%s" % (_seal(body), body)


def opened(data: bytes) -> bytes | None:
    """The body of what `sealed` made; None when a single byte is missing or wrong."""
    head, newline, body = data.partition(b"\n")
    return body if newline and head == _seal(body) else None


def text_keys(texts: Iterable[str]) -> Keys:
    """The 128-bit key of each text (blake2b: the same in every process and on every machine)."""
    return np.frombuffer(text_digests(texts, KEY.itemsize), KEY)


def text_digests(texts: Iterable[str], size: int) -> bytes:
    """The blake2b digest of each text, `size` bytes of each, in a row."""
    empty, digests = blake2b(digest_size=size), []
    for text in texts:
        digest = empty.copy()  # a third of the work of a new one
        digest.update(text.encode("utf-8", "surrogatepass"))
        digests.append(digest.digest())
    return b"".join(digests)


#: Seconds after which nobody is still writing a file that was begun.
_ABANDONED: Final = 86_400


def sweep(folder: Path) -> None:
    """Remove what processes that died while writing left in a folder a day ago or longer."""
    with suppress(OSError):
        for path in folder.glob(".new-*"):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink(missing_ok=True)


def _age_and_size(path: Path) -> tuple[int, int]:
    facts = path.stat()
    return facts.st_mtime_ns, facts.st_size


def _used_now(path: Path) -> None:
    """What was used last goes last."""
    with suppress(OSError):
        os.utime(path)


class _Files:
    """Sealed files in a folder, and what went wrong with them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        #: Every failure so far, for the caller to show; none of them changed a result.
        self.warnings: list[Problem] = []

    def warn(self, path: Path, message: str) -> None:
        """Tell of a failure that costs time and no result."""
        place = Place(file=path.as_posix())
        self.warnings.append(Problem(code="R007", message=message, place=place, severity=Severity.WARNING))

    def _read(self, path: Path) -> bytes | None:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.warn(path, _("The cache cannot be read ({reason}).").format(reason=error.strerror))
            return None
        body = opened(data)
        if body is None:
            self.warn(path, _("The cached result is damaged; it is worked out again."))
        return body

    def _write(self, path: Path, body: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, sealed(body))
        except OSError as error:
            self.warn(path, _("The cache cannot be written ({reason}).").format(reason=error.strerror))


class Store(_Files):
    """Small results (tallies, analysed reports) by a key made of everything they depend on.

    Args:
        folder: where the results lie, one file each; made when first written.
        limit: bytes kept; beyond it the results unused for longest go.
    """

    def __init__(self, folder: Path, *, limit: int = 512 * _MEGABYTE) -> None:
        super().__init__(folder)
        self._limit = limit

    def _path(self, key: str) -> Path:
        # A digest as the name: any key is a safe file name on every system.
        return self._folder / f"{blake2b(key.encode(), digest_size=16).hexdigest()}.bin"

    def holds(self, key: str) -> bool:
        """Whether something was put under `key`; it may be damaged since."""
        return self._path(key).is_file()

    def get(self, key: str) -> bytes | None:
        """What was put under `key`, byte for byte; None when it is missing or damaged."""
        path = self._path(key)
        body = self._read(path)
        if body is not None:
            _used_now(path)
        return body

    def put(self, key: str, body: bytes) -> None:
        """Keep `body` under `key`; a failure is a warning."""
        self._write(self._path(key), body)
        self._shrink()

    def _shrink(self) -> None:
        with suppress(OSError):  # another build may remove the same file: then it is gone, as wanted
            files = sorted((*_age_and_size(path), path) for path in self._folder.glob("*.bin"))
            excess = sum(size for _at, size, _path in files) - self._limit
            for _at, size, path in files:
                if excess <= 0:
                    break
                path.unlink(missing_ok=True)
                excess -= size


#: Scores that are new are written when they are this many, or this part of all that is known.
_MANY_NEW: Final = 100_000
_PART_NEW: Final = 0.25
#: Score files a folder keeps: those of models that are gone are used no more, and go.
SCORE_FILES: Final = 8


class ScoreCache(_Files):
    """The scores of one scorer by text: one sorted array in one file, read once.

    In another process it reads the same file and writes none: what is new there is
    handed over by `taken`.  The folder keeps the files of the identities used last (`SCORE_FILES`);
    who has opened one that goes keeps what it read, and finds nothing otherwise.

    Args:
        folder: where the score files lie, one for each identity.
        identity: `Identity.key` of the scorer; another model never sees these scores.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        super().__init__(folder)
        self._path = folder / f"{identity}.bin"
        # Sorted by key, none of them twice as long as the next or less: adding costs little, however many are known.
        self._runs: list[npt.NDArray[np.void]] | None = None
        self._fresh: list[npt.NDArray[np.void]] = []
        self._unwritten = 0
        self._writes = True

    def __reduce__(self) -> tuple[Callable[[Path], ScoreCache], tuple[Path]]:
        """Pickled by its place."""
        return _opened_elsewhere, (self._path,)

    def _known(self) -> list[npt.NDArray[np.void]]:
        if self._runs is None:
            body = self._read(self._path) or b""
            _used_now(self._path)
            self._runs = [np.frombuffer(body, _ENTRY)] if body else []
        return self._runs

    def _merge(self, *, everything: bool = False) -> None:
        runs = self._known()
        while len(runs) > 1 and (everything or len(runs[-2]) < 2 * len(runs[-1])):
            newer = runs.pop()
            runs[-1] = _by_key(np.concatenate([newer, runs[-1]]))

    def __len__(self) -> int:
        """How many scores are known."""
        self._merge(everything=True)
        return sum(map(len, self._known()))

    def look_up(self, keys: Keys) -> npt.NDArray[np.float64]:
        """The score under each key (see `text_keys`), NaN where none is known."""
        scores = np.full(len(keys), np.nan)
        for known in self._known():
            high = known["high"]
            at = np.minimum(np.searchsorted(high, keys["high"]), len(known) - 1)
            # Two texts may share the upper half of a key; the lower half tells them apart,
            # and the second of the two is simply never found: a miss, not a wrong score.
            hit = (high[at] == keys["high"]) & (known["low"][at] == keys["low"])
            scores[hit] = known["score"][at[hit]]
        return scores

    def add(self, keys: Keys, scores: npt.NDArray[np.float64]) -> None:
        """Keep the score of each key; a failure to write is a warning, the scores stay in memory."""
        if not len(keys):
            return
        fresh = np.empty(len(keys), _ENTRY)
        fresh["high"], fresh["low"], fresh["score"] = keys["high"], keys["low"], scores
        self._known().append(_by_key(fresh))
        self._merge()
        if not self._writes:
            self._fresh.append(fresh)
            return
        self._unwritten += len(fresh)
        known = sum(map(len, self._known()))
        # Writing all for each few would cost the square of it.
        if known < _MANY_NEW or self._unwritten > _PART_NEW * known:
            self.save()

    def save(self) -> None:
        """Write what is not written yet."""
        if self._unwritten:
            self._merge(everything=True)
            self._write(self._path, self._known()[0].tobytes())
            self._unwritten = 0
            self._leave_few()

    def _leave_few(self) -> None:
        with suppress(OSError):  # another build may remove the same file: then it is gone, as wanted
            others = (path for path in self._path.parent.glob("*.bin") if path != self._path)
            by_use = sorted(((*_age_and_size(path), path) for path in others), reverse=True)
            for _at, _size, path in by_use[SCORE_FILES - 1 :]:
                path.unlink(missing_ok=True)

    def taken(self) -> bytes:
        """What was added since it was last asked, for `give` of the cache this one is a copy of."""
        fresh, self._fresh = self._fresh, []
        return b"".join(one.tobytes() for one in fresh)

    def give(self, taken: bytes) -> None:
        """Keep what another process worked out."""
        entries = np.frombuffer(taken, _ENTRY)
        self.add(np.asarray(entries[["high", "low"]].astype(KEY)), entries["score"])


def _by_key(entries: npt.NDArray[np.void]) -> npt.NDArray[np.void]:
    """The entries by the upper half of their key, of equal ones the first."""
    ordered = entries[np.argsort(entries["high"], kind="stable")]
    first: npt.NDArray[np.void] = ordered[np.append(True, ordered["high"][1:] != ordered["high"][:-1])[: len(ordered)]]
    return first


@cache
def _opened_elsewhere(path: Path) -> ScoreCache:
    # Once in a process: a text two of its tasks meet is scored in one of them.
    opened = ScoreCache(path.parent, path.stem)
    opened._writes = False  # noqa: SLF001 - this module's own
    return opened
