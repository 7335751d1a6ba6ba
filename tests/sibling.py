"""The simulated incident's smaller sibling: about 300 posts, few distinct texts, every format and table."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

from tools.demo.build import TRUTH, build
from tools.demo.plan import SIBLING

#: Tables the simulated incident does not have: the sibling has every one.
_MORE: Final = {
    "questions.csv": "question,time,answered_at,answered_in\n"
    "锁车后为什么还计费？,2023-09-07,2023-09-08 10:00,第二份声明\n多扣的钱退不退？,2023-09-07,,\n",
    "counters.csv": "time,platform,topic,reads,discussions\n2023-09-08 12:00,微博,#锁车后仍计费#,3200万,1.1万\n",
    "hotlist.csv": "list,term,on,best_rank,minutes\n微博热搜,#锁车后仍计费#,2023-09-07 21:10,7,185\n",
}


def make_sibling(folder: Path) -> dict[str, Any]:
    """Write the sibling into `folder` (an incident folder, made when absent); its truth."""
    more = {name: text.encode() for name, text in _MORE.items()}
    for name, content in (_files() | more).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return dict(json.loads(_files()[TRUTH]))


@cache
def _files() -> dict[str, bytes]:
    """The sibling's files, built once in a test process."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        build(folder, SIBLING)
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
