"""A cache may cost time, never a result."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.cache import SCORE_FILES, ScoreCache, Store, opened, sealed, text_keys

texts = st.lists(st.text(), unique=True, max_size=20)


@given(st.binary(), st.data())
def test_a_sealed_body_opens_and_any_damage_shows(body: bytes, data: st.DataObject) -> None:
    """Every flipped byte and every missing tail is a miss, never another result."""
    seal = sealed(body)
    at = data.draw(st.integers(0, len(seal) - 1))
    flipped = bytes([*seal[:at], seal[at] ^ 1, *seal[at + 1 :]])

    assert opened(seal) == body
    assert opened(flipped) is None
    assert opened(seal[:at]) is None


@given(texts, texts)
def test_what_was_added_is_found_and_nothing_else(known: list[str], others: list[str]) -> None:
    """Scores come back bit for bit, in any order and beside unknown texts."""
    cache = ScoreCache(Path(__file__), "model")  # memory alone: a file is no folder
    scores = np.linspace(0.1, 0.9, len(known))
    cache.add(text_keys(known), scores)
    asked = [*others, *known[::-1]]

    found = cache.look_up(text_keys(asked))

    truth = dict(zip(known, scores.tolist(), strict=True))
    assert np.array_equal(found, [truth.get(text, np.nan) for text in asked], equal_nan=True)
    assert cache.warnings


def test_scores_outlive_the_process_and_models_do_not_meet(tmp_path: Path) -> None:
    """One file for each identity; a later score of the same text replaces the earlier."""
    keys = text_keys(["贵", "便宜"])
    ScoreCache(tmp_path, "a").add(keys, np.array([0.1, 0.2]))
    ScoreCache(tmp_path, "a").add(keys[1:], np.array([0.3]))

    again, other = ScoreCache(tmp_path, "a"), ScoreCache(tmp_path, "b")

    assert again.look_up(keys).tolist() == [0.1, 0.3]
    assert len(again) == 2
    assert np.isnan(other.look_up(keys)).all()
    assert not again.warnings


def test_scores_of_models_that_are_gone_go(tmp_path: Path) -> None:
    """Every label makes another model: without an end to it the folder grows with each evening's work."""
    keys = text_keys(["贵"])
    for i in range(SCORE_FILES):
        ScoreCache(tmp_path, f"m{i}").add(keys, np.array([i / 10]))
        os.utime(tmp_path / f"m{i}.bin", (i, i))
    opened_before = ScoreCache(tmp_path, "m1")
    used = [opened_before.look_up(keys).tolist(), ScoreCache(tmp_path, "m0").look_up(keys).tolist()]
    os.utime(tmp_path / "m1.bin", (1, 1))

    for name in ("x", "y"):
        ScoreCache(tmp_path, name).add(keys, np.array([0.5]))

    left = {path.stem for path in tmp_path.iterdir()}
    assert used == [[0.1], [0.0]]
    assert left == {"m0", *(f"m{i}" for i in range(3, SCORE_FILES)), "x", "y"}
    assert opened_before.look_up(keys).tolist() == [0.1]
    assert np.isnan(ScoreCache(tmp_path, "m1").look_up(keys)).all()


def test_keys_are_the_same_in_every_process() -> None:
    """blake2b and not hash(): the value is fixed for ever, or every cache of the world goes stale."""
    (key,) = text_keys(["舆情"])

    # printf 舆情 | b2sum -l 128
    assert key.tobytes().hex() == "0643d8829246aefa8f94cfc763017227"


@pytest.mark.parametrize("damage", [b"", b"x", b"reporter-cache/1 0 0\n"])
def test_a_damaged_file_is_a_miss_with_a_warning_and_heals(tmp_path: Path, damage: bytes) -> None:
    """A killed machine or a full disk must not stop the next build."""
    store = Store(tmp_path)
    store.put("key", b"body")
    (only,) = tmp_path.iterdir()
    only.write_bytes(damage)

    missed = store.get("key")
    store.put("key", b"body")

    assert missed is None
    assert [problem.code for problem in store.warnings] == ["R007"]
    assert Store(tmp_path).get("key") == b"body"


def test_a_folder_nobody_can_write_costs_a_warning(tmp_path: Path) -> None:
    """A read-only checkout still builds.  (A file in the folder's place: root may write anywhere.)"""
    (tmp_path / "cache").write_text("", encoding="utf-8")
    store, scores = Store(tmp_path / "cache"), ScoreCache(tmp_path / "cache", "model")
    keys = text_keys(["贵"])

    store.put("key", b"body")
    scores.add(keys, np.array([0.5]))

    assert scores.look_up(keys).tolist() == [0.5]
    assert {problem.severity for problem in (*store.warnings, *scores.warnings)} == {"warning"}


def test_no_half_written_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old result stands until the new one is whole."""
    store = Store(tmp_path)
    store.put("key", b"old")

    def full_disk(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    store.put("key", b"new")

    assert store.get("key") == b"old"
    assert len(list(tmp_path.iterdir())) == 1
    assert "No space left" in store.warnings[0].message


def test_the_results_unused_for_longest_go_first(tmp_path: Path) -> None:
    """The cache stays within its size by itself."""
    store = Store(tmp_path, limit=5 * len(sealed(b"0")))
    for i in range(5):
        store.put(str(i), b"%d" % i)
        for path in tmp_path.iterdir():  # age what is there: no test waits for a clock to move on
            stat = path.stat()
            os.utime(path, ns=(stat.st_atime_ns - 10**10, stat.st_mtime_ns - 10**10))
    store.get("0")

    store.put("5", b"5")

    assert [store.get(str(i)) for i in range(6)] == [b"0", None, b"2", b"3", b"4", b"5"]


def test_any_key_is_a_safe_file_name(tmp_path: Path) -> None:
    """Keys hold slugs, colons and slashes; files are named by digest, and `con` is no trap."""
    store = Store(tmp_path)
    for key in ("../a", "con", "a:b|c", "é" * 400):
        store.put(key, key.encode())

    assert [store.get(key) for key in ("../a", "con")] == [b"../a", b"con"]
    assert all(path.parent == tmp_path for path in tmp_path.rglob("*"))
