"""What the simulated posts say, by the words they say it in: the truth behind the codebook's labels."""

from __future__ import annotations

import re
from typing import Final

from tools.demo.plan import Stance

#: Viewpoint of the codebook in incident.yml -> the words that carry it; a post may hold several.
WORDS: Final = {
    "V1": re.compile("退款|退费|退了|退回|没退|退[0-9]|全额|申诉|费用异议|要不回来|退到|到账|退钱|还钱|退给|原路"),
    "V2": re.compile(
        "没人|装死|没动静|没有说法|一声不吭|一句话|官方号|拖了|拖过去|冷处理|机器人|避重就轻|诚意|谁负责|责任人|挂断|踢皮球"
        "|打太极|糊弄|早干嘛|走过场|背锅|要个说法|没个准话"
    ),
    "V3": re.compile("免密|自动扣|没关上|走字|多计时|锁好了|锁都响了|锁车还|照扣|停表|系统|还在计费|计费没停|表还在走"),
    "V4": re.compile(
        "支持整改|态度|说清楚|处理得|认错|退款快|到账快|有担当|给个?机会|负责|诚意|说到做到|知错|踏实|修好|认账"
    ),
}
#: Who can hold a viewpoint: to tell of a reproach is none, and praise of the service desk accuses nobody.
HOLDERS: Final[dict[str, tuple[Stance, ...]]] = {
    "V1": ("negative", "neutral", "positive"),
    "V2": ("negative",),
    "V3": ("negative", "neutral"),
    "V4": ("positive",),
}


def viewpoints(text: str, stance: Stance) -> tuple[str, ...]:
    """Ids of the viewpoints a text of that stance holds."""
    return tuple(one for one, words in WORDS.items() if stance in HOLDERS[one] and words.search(text))
