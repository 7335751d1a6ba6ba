"""One incident folder from one plan."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from string import Template
from typing import Final

from tools.demo.exports import Oddities, write_exports
from tools.demo.plan import RESPONSE, Plan
from tools.demo.tables import Figures, write_tables
from tools.demo.truth import PHASES, as_json, busiest_three_hours, shares, truth, volume, within
from tools.demo.world import World, make_world, most_liked

_TEMPLATE: Final = Path(__file__).with_name("incident.yml.in")
#: Hidden: nothing reads it, nothing publishes it.
TRUTH: Final = ".truth.json"
_DAY: Final = timedelta(days=1)
#: Times the true fall of the negative share that the exaggerated claim reports.
_EXAGGERATION: Final = 3
#: Times the truth that the other exaggerated claims report.
_TWICE: Final = 2


def build(folder: Path, plan: Plan) -> None:
    """Write the incident of `plan` into `folder`; what the generator wrote there before is replaced."""
    shutil.rmtree(folder / "posts", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    drawn = make_world(plan)
    world = World(posts=tuple(most_liked(drawn.posts, "xhs", 12_340)), lost=drawn.lost, cap=drawn.cap)
    oddities = write_exports(world.posts, folder / "posts", plan)
    figures = write_tables(world, folder, plan)
    template = Template(_TEMPLATE.read_text(encoding="utf-8"))
    _write(folder / "incident.yml", template.substitute(_planted(world, figures, oddities, plan)))
    _write(folder / TRUTH, as_json(truth(plan, world, figures, oddities)))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _planted(world: World, figures: Figures, oddities: Oddities, plan: Plan) -> dict[str, object]:
    """The figures of the claims that follow from what was drawn."""
    before = within(world.posts, RESPONSE - _DAY, RESPONSE)
    after = within(world.posts, RESPONSE, RESPONSE + _DAY)
    # A post without a readable time counts in no period.
    rounded = _rounded(volume(world.posts) - len(oddities.imprecise))
    return {
        "volume": rounded,
        "statement": next(post.id for post in world.posts if post.origin == "official"),
        "volume_text": f"{rounded / 10_000:g}万" if rounded >= 10_000 else str(rounded),  # noqa: PLR2004 - 万
        "share_claimed": round(_EXAGGERATION * _fall(world)),
        "speed": round(100 * (1 - volume(after) / volume(before))),
        "satisfaction_before": f"{figures.means[0]:.1f}",
        "satisfaction_after": f"{figures.means[1]:.1f}",
        "satisfaction_twice": f"{_TWICE * (figures.means[1] - figures.means[0]):.1f}",
        "respondents": plan.respondents,
        "wechat_share": round(100 * volume(p for p in world.posts if p.platform == "wechat") / volume(world.posts)),
        "rebound": round(100 * (figures.weeks[1] / figures.weeks[0] - 1)),
        "new_before": f"{figures.new_shares[0]:.1f}",
        "new_after": f"{figures.new_shares[1]:.1f}",
        "new_points": f"{figures.new_shares[1] - figures.new_shares[0]:.1f}",
        "peak_twice": _rounded(round(_TWICE * busiest_three_hours(world.posts) / 3)),
    }


def _rounded(count: int) -> int:
    """A count with two digits, as reports print it."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return round(count / step) * step


def _fall(world: World) -> float:
    """Points by which the negative share of the storm fell after the first response."""
    before, after = (shares(within(world.posts, *PHASES[name])) for name in ("before_response", "after_response"))
    return before["negative"] - after["negative"]
