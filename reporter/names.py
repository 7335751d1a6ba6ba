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
    "report": N_("reported upward"),
    "assessment": N_("situation assessed"),
    "activation": N_("plan activated"),
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

#: The ledger of a build: its sections, the facts in them, and the values that are words.
LEDGER_SECTIONS: Final = {
    "scorer": N_("Sentiment engine"),
    "preprocessing": N_("Before scoring"),
    "segmenter": N_("Cutting into words"),
    "copies": N_("Search for copies"),
    "keywords": N_("Comparison of words"),
    "labels": N_("Labels and shares"),
}
LEDGER_FACTS: Final = {
    "scorer": N_("engine"),
    "kernel": N_("batch arithmetic"),
    "rules": N_("rules"),
    "chain": N_("quoted chain //@ left out"),
    "names": N_("@names left out"),
    "emoticons": N_("emoticons kept"),
    "traditional": N_("traditional characters simplified"),
    "segmenter": N_("segmenter"),
    "dictionary": N_("dictionary"),
    "stop words": N_("stop words"),
    "method": N_("method"),
    "letters": N_("letters at least"),
    "shingle": N_("characters of a shingle"),
    "minhash": N_("MinHash, bands × rows"),
    "jaccard": N_("similarity at least (range)"),
    "compared at most": N_("texts compared at most"),
    "prior": N_("words of the prior"),
    "texts at least": N_("texts at least"),
    "texts at most": N_("texts of a side at most"),
    "family-wise error": N_("chance of any false word"),
    "labels file": N_("labels by hand"),
    "sample seed": N_("seed of the sample"),
    "local model": N_("local model"),
    "share period": N_("share, report period"),
    "share before_response": N_("share, before the first response"),
    "share after_response": N_("share, after the first response"),
}
LEDGER_VALUES: Final = {"on": N_("on"), "off": N_("off")}

STATUSES: Final = {"open": N_("not yet done"), "done": N_("done"), "dropped": N_("dropped")}


def word(names: dict[str, str], code: str) -> str:
    """The word for `code` in the active language; an unknown code is its own word."""
    return _(names[code]) if code in names else code


def platforms() -> dict[str, str]:
    """Every known platform's name by its code."""
    return {code: platform(code) for code in PLATFORMS}


def platform(code: str) -> str:
    """A platform's name as the reader knows it."""
    return word(PLATFORMS, code)
