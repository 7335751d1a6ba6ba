"""The default scorer is SnowNLP, exactly, and known by its files before it is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reporter.errors import UserError
from reporter.i18n import speaking
from reporter.text.clean import PREPROCESSING
from reporter.text.sentiment import Identity, SnowNLPScorer, installed_scorers, scorer_named


def test_scores_and_identity_are_had_without_importing_the_package() -> None:
    """Its tagger alone costs 4 CPU s and 430 MB."""
    code = (
        "import sys; from reporter.text.sentiment import SnowNLPScorer as S;"
        "print(S().identity().key, S().score(['好'])[0], any(n.startswith('snownlp') for n in sys.modules))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")

    identity = SnowNLPScorer().identity()
    key, score, imported = said.stdout.split()
    assert (key, imported) == (identity.key, "False")
    assert float(score) == SnowNLPScorer().score(["好"])[0]
    assert identity.preprocessing == PREPROCESSING
    assert {"seg/seg.marshal.3", "sentiment/sentiment.marshal.3"} <= identity.files.keys()
    assert all(len(digest) == 64 for digest in identity.files.values())


def test_any_change_that_could_move_a_score_changes_the_identity() -> None:
    """Scores of two models or two rule sets never meet in one cache."""
    base = {"name": "a", "version": "1", "files": {"m": "00"}, "preprocessing": "p/1"}
    changes: list[dict[str, object]] = [{}, {"name": "b"}, {"version": "2"}, {"files": {}}, {"preprocessing": "p/2"}]
    changes.append({"kernel": "1"})

    keys = {Identity(**{**base, **change}).key for change in changes}  # type: ignore[arg-type]

    assert len(keys) == len(changes)


def test_snownlp_is_found_by_its_name() -> None:
    """The default works without a word of configuration."""
    assert scorer_named().name == scorer_named("snownlp").name == "snownlp"


def test_an_unknown_scorer_is_the_users_mistake_and_lists_what_exists() -> None:
    """A typing error in a setting must not end in a traceback."""
    with speaking("en"), pytest.raises(UserError) as caught:
        scorer_named("snow")

    (only,) = caught.value.problems
    assert only.code == "R106"
    assert "snownlp" in only.message


def test_a_scorer_of_the_users_own_is_found_by_its_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever trusts another model installs a package, and nothing else."""
    info = tmp_path / "mine-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[reporter.scorers]\nmine = tests.scorers:ToyScorer\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert "mine" in installed_scorers()
    assert scorer_named("mine").score(["一二三"]).tolist() == [0.75]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
def test_the_fast_path_stays_below_150_megabytes() -> None:
    """SnowNLP itself takes 430: two processes of those fill a small server."""
    code = (
        "from reporter.text.sentiment import SnowNLPScorer as S\n"
        "S().score(['退款太慢了，客服一直不回复' + chr(0x4e00 + i) for i in range(20_000)])\n"
        "lines = open('/proc/self/status', encoding='utf-8').read().splitlines()\n"
        "print([line for line in lines if line.startswith('VmHWM')][0].split()[1])"
    )
    SnowNLPScorer().score(["好"])  # the first time on a machine the tables are built: 540 MB

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")

    assert int(said.stdout) / 1024 <= 150
