"""The field's own words for every closed set: code in, word on the page out.

Codes are English and stable; words are translated through the catalogue.  A
platform the tool does not know keeps the name it was written with.
"""

from __future__ import annotations

from typing import Final

from reporter.i18n import N_, _

PLATFORMS: Final = {
    "weibo": N_("Weibo"),
    "wechat": N_("WeChat official accounts"),
    "channels": N_("WeChat Channels"),
    "xhs": N_("Xiaohongshu"),
    "douyin": N_("Douyin"),
    "kuaishou": N_("Kuaishou"),
    "bilibili": N_("Bilibili"),
    "zhihu": N_("Zhihu"),
    "tieba": N_("Tieba"),
    "toutiao": N_("Toutiao"),
    "news": N_("News sites"),
    "app": N_("News apps"),
    "forum": N_("Forums"),
    "video": N_("Short video"),
    "epaper": N_("Electronic papers"),
    "overseas": N_("Overseas"),
    "unknown": N_("Platform not stated"),
}

KINDS: Final = {"original": N_("original posts"), "repost": N_("reposts"), "comment": N_("comments")}

STANCES: Final = {
    "negative": N_("negative"),
    "neutral": N_("neutral"),
    "positive": N_("positive"),
    "undetermined": N_("undetermined"),
}

STAGES: Final = {
    "first_exposure": N_("first exposure"),
    "detection": N_("detection"),
    "report": N_("report upward"),
    "assessment": N_("assessment of the situation"),
    "activation": N_("activation of the plan"),
    "first_response": N_("first response"),
    "handling": N_("handling"),
    "calm": N_("calm"),
}

ACTION_KINDS: Final = {
    "statement": N_("statement"),
    "apology": N_("apology"),
    "team": N_("crisis team"),
    "monitoring": N_("monitoring"),
    "investigation": N_("investigation"),
    "rectification": N_("rectification"),
    "accountability": N_("accountability"),
    "compensation": N_("compensation"),
    "training": N_("training"),
    "communication": N_("communication"),
    "media": N_("media work"),
    "charity": N_("charity"),
    "promotion": N_("promotion"),
    "audit": N_("audit"),
    "regulator": N_("regulator"),
    "industry": N_("industry"),
    "other": N_("other measure"),
}

#: What the analyst corrects in posts.
CORRECTIONS: Final = {
    "drop": N_("posts dropped"),
    "merge": N_("merged into one"),
    "set_stance": N_("stance set to {value}"),
    "set_time": N_("time set to {value}"),
    "set_platform": N_("platform set to {value}"),
    "set_kind": N_("kind set to {value}"),
}

#: Kinds of personal data that are masked.
PERSONAL: Final = {
    "id_card": N_("identity numbers"),
    "bank_card": N_("bank cards"),
    "mobile": N_("mobile numbers"),
    "email": N_("e-mail addresses"),
    "wechat": N_("WeChat accounts"),
    "qq": N_("QQ accounts"),
}

#: Levels of evaluation, from what was spent to what changed.
AMEC: Final = {
    "input": N_("inputs"),
    "activity": N_("activities"),
    "output": N_("outputs"),
    "out-take": N_("audience reactions"),
    "outcome": N_("outcomes"),
    "impact": N_("organisational impact"),
}

STATUSES: Final = {"open": N_("open"), "done": N_("done"), "dropped": N_("dropped")}


def word(names: dict[str, str], code: str) -> str:
    """The word for `code` in the active language; an unknown code is its own word."""
    return _(names[code]) if code in names else code


def platforms() -> dict[str, str]:
    """Every known platform's name by its code."""
    return {code: platform(code) for code in PLATFORMS}


def platform(code: str) -> str:
    """A platform's name as the reader knows it."""
    return word(PLATFORMS, code)
