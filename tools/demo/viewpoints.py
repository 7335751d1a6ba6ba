"""What the simulated posts say, by the words they say it in: the truth behind the codebook's labels."""

from __future__ import annotations

import re
from typing import Final

from tools.demo.plan import Stance

#: Viewpoint of the codebook in incident.yml -> the words that carry it; a post may hold several.
WORDS: Final = {
    "V1": re.compile("退款|退费|退了|退回|没退|退[0-9]|全额退|申诉|要不回来|退到|到账"),
    "V2": re.compile("客服|装死|没动静|没有说法|一句话都没有|官方号|拖了|拖过去|机器人|避重就轻|没诚意|谁负责"),
    "V3": re.compile("免密|自动扣款|计费没关|走字|多计时|锁好了|锁都响了|关的锁|系统"),
    "V4": re.compile("支持整改|态度可以|说清楚就好|处理|到账啦|满意|开放日"),
}
#: Who cannot hold a viewpoint: praise of the service desk accuses nobody.
NEVER: Final[dict[str, Stance]] = {"V2": "positive", "V3": "positive", "V4": "negative"}


def viewpoints(text: str, stance: Stance) -> tuple[str, ...]:
    """Ids of the viewpoints a text of that stance holds."""
    return tuple(one for one, words in WORDS.items() if NEVER.get(one) != stance and words.search(text))
