"""What holds digits and reports nothing: dates, document numbers, telephone numbers, ordinals, names.

A text is first folded (full-width digits and letters become plain ones), then
what is no figure is blanked, both character by character, so that a position in
the result is a position in the text.
"""

from __future__ import annotations

import re
from typing import Final

from reporter.extract.ranks import ranked

#: Full-width digits, letters, percent sign, point, plus, minus and tilde; not the Chinese comma and colon.
_FOLDED: Final[dict[int, int | str]] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；！？（）"},
    0x3000: " ",
    0x00A0: " ",
    0x202F: " ",
    0x2009: " ",
    0x2212: "-",
}
#: Stands where something was blanked: neither digit nor letter nor space.
BLANK: Final = "\x00"

_CN: Final = "零〇一二两三四五六七八九十百"
_NUM: Final = rf"(?:[0-9]{{1,3}}|[{_CN}]{{1,4}})"
_UNITS: Final = r"(?!\s{0,2}(?:[余多]?[条篇次人名元百千万亿%‰倍成起件天分]|小时|个百|per|posts))"
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]{0,6}\.?"

#: Each with the reason it is no figure; all linear: no repetition inside a repetition.
_RULES: Final = (
    # Addresses, accounts and topics.
    r"https?://[^\s，。；、）]{1,500}|www\.[^\s，。；、）]{1,300}",
    r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,100}",
    r"#[^#\n]{1,60}#|@[^\s@：:，。]{1,30}",
    # Titles of documents, and document numbers.
    r"《[^《》\n]{1,80}》",
    r"[〔\[（(【〈]\s?(?:19|20)[0-9]{2}\s?[〕\]）)】〉]\s?第?\s?[0-9]{1,5}\s?号?",
    r"[0-9]{1,6}\s?号(?:文件?|令|公告|通知|线|楼|院|店|馆|仓|库)?",
    r"(?:No|NO|no|№)\.?\s?[0-9]{1,8}",
    # Ordinals, places in a list, parts of a document.
    rf"第\s?{_NUM}(?!\s?[万亿])",
    rf"前\s?{_NUM}(?:[名位大强甲项个条款类起件批])",
    rf"(?:图|表|附件|附录|附表|公式|阶段|步骤|方案|版本|问题|案例|样本编号)\s?{_NUM}(?![0-9.,%]|\s?[条篇次人名元万亿个%起件])",
    rf"[（(]\s?{_NUM}\s?[）)]",
    r"(?:TOP|Top|top)[\s-]?[0-9]{1,4}",
    rf"其{_NUM}[，、是]|[一二三四五六七八九十]{{1,3}}是",
    rf"{_NUM}(?:等奖|级(?!以)|星|号线|楼|层|室|栋)",
    # Dates and times of day.
    r"(?:19|20)[0-9]{2}\s?[-/.]\s?[0-9]{1,2}(?:\s?[-/.]\s?[0-9]{1,2})?(?![0-9%])(?!\s?[百千万亿条篇件人名次家元%‰倍])",
    r"(?<![0-9])[0-9]{2,4}\s?年(?:代|版|度|末|初|底|级)?",
    (
        r"(?<![0-9])[0-9]{1,2}\s?月(?:\s?[0-9]{1,2}\s?[日号]|份|初|末|底|上旬|中旬|下旬)?"
        r"(?:\s?[至到—–~-]{1,2}\s?(?:[0-9]{1,2}\s?月)?[0-9]{1,2}\s?[日号])?"
    ),
    r"(?<![0-9])[0-9]{1,2}\s?[—–~至到-]{1,2}\s?[0-9]{1,2}\s?月(?:份)?",
    r"(?<![0-9.,])[0-9]{1,2}\s?日(?!\s?(?:内(?![部容])|之内|以内|活))(?:[至到—–~-]{1,2}[0-9]{1,2}日)?",
    r"(?<![0-9])[0-9]{1,2}\s?[:：]\s?[0-9]{2}(?:\s?[:：]\s?[0-9]{2})?(?![0-9])",
    r"(?<![0-9.])[0-9]{1,2}\s?时(?!长|间|效)(?:[0-9]{1,2}\s?分|许|整|半|左右)?",
    r"(?:上午|下午|中午|晚上?|凌晨|清晨|傍晚|当晚|早上?)[0-9]{1,2}\s?[点时](?:[0-9]{1,2}分?|许|整|半|左右)?",
    r"(?<![0-9.])[0-9]{1,2}\s?点(?:[0-9]{1,2}分|许|整|半|钟)",
    rf"[二一][{_CN}○O]{{3}}\s?年(?:度|代)?",
    rf"[{_CN}]{{1,3}}月(?:[{_CN}]{{1,3}}[日号]|份|初|末|底|上旬|中旬|下旬)?(?![里内])",
    rf"(?<![{_CN}])[{_CN}]{{1,3}}[日号](?!内|之内|以内)",
    # Stretches of time that only frame a figure.
    rf"(?:过去|未来|最近|此后|之后|随后|事后|为期|连续)\s?{_NUM}\s?(?:个?多?半?月|周|个?星期|天)(?:来|间|内)?",
    rf"近\s?{_NUM}\s?(?:个?多?半?月|(?:周|个?星期|天)[来间内])",
    rf"(?:近|过去|未来|最近|此后|之后|随后|为期)?\s?{_NUM}\s?(?:年(?:来|间|内)?|个?季度)",
    rf"{_NUM}\s?个?月[来间]|{_NUM}\s?月(?!\s?[内后])",
    r"7\s?[×xX*]\s?24\s?(?:小时)?|24\s?小时(?=热线|客服|值守|值班|不间断|在线|轮班|滚动|监测)",
    r"黄金\s?[0-9一二三四五六七八九十]{1,3}\s?(?:小时|天)",
    # English dates.
    (
        rf"\b{_MONTH}\s(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s(?:19|20)[0-9]{{2}})?|(?:19|20)[0-9]{{2}})"
        rf"|\b[0-9]{{1,2}}\s{_MONTH}(?:\s(?:19|20)[0-9]{{2}})?"
    ),
    r"\b[0-9]{1,3}(?:st|nd|rd|th)\b|\b[0-9]{1,2}\s?(?:am|pm|AM|PM)\b",
    rf"(?<![0-9.,])(?:19|20)[0-9]{{2}}(?![0-9.,]){_UNITS}",
    r"\b(?:[Ff]ig(?:ure|\.)?|[Tt]able|[Ss]ection|[Cc]hapter|[Aa]ppendix|[Pp]age|[Pp]art|[Ss]tep|[Vv]ersion|v)\.?\s?[0-9][0-9.]{0,8}",
    # Scales of a questionnaire, levels of confidence.
    r"满分(?:为|是)?\s?[0-9]{1,3}\s?分?|[0-9]{1,3}\s?分制|[0-9]{1,3}\s?分?满分|百分制|[0-9]{1,2}\s?[分点级]量表",
    r"[（(，,]\s?[01]\s?分?\s?[至到—–~-]{1,2}\s?[0-9]{1,3}\s?分(?=\s?[）)，,])",
    r"out of (?:10|5|100|ten|five)\b(?!\s(?:users|customers|consumers|people|respondents|posts|of|those))",
    r"(?:90|95|99)(?:\.[0-9])?\s?%\s?(?:的?(?:置信|误差范围|显著性?|可信|水平)|confidence|CI\b)",
    # Telephone, identity, card and other numbers.
    r"(?<![0-9])1[3-9][0-9][\s-]?[0-9]{4}[\s-]?[0-9]{4}(?![0-9])",
    r"(?<![0-9])0[0-9]{2,3}[\s-][0-9]{7,8}(?![0-9])|(?<![0-9])[48]00[\s-][0-9]{3,4}[\s-]?[0-9]{3,4}(?![0-9])",
    r"(?<![0-9])(?:12[0-9]{3}|96[0-9]{3}|95[0-9]{3}|1[0-2][0-9])(?=热线|平台|举报|投诉|电话|客服|号)",
    r"(?<![0-9.,])12(?:315|345|377|388|329|328)(?![0-9])",
    r"(?<![0-9.,])[0-9]{9,30}(?![0-9])(?!\s?[条篇次人元])|(?<![0-9])[0-9]{17}[Xx](?![0-9])",
    r"(?<![0-9])[0-9]{1,4}(?:\.[0-9]{1,4}){2,4}(?![0-9])",
    # Days of shopping and other names made of digits.
    rf"(?<![0-9.,])(?:618|6[·.]18|315|3[·.]15|1024|520|996|007|1111|1212)(?![0-9.,]){_UNITS}",
    r"双\s?(?:11|12|十一|十二)|[“\"](?:[0-9]{1,4}[·.]?[0-9]{0,2}|[一二三四五六七八九十]{1,3})[”\"]",
    (
        r"(?<![A-Za-z0-9])(?!(?:RMB|CNY|USD|HKD|EUR|n|N|p|P)[0-9])[A-Za-z][A-Za-z/]{0,15}[-_]?[0-9][0-9.-]{0,12}+(?:-[0-9]{2,4})?"
        r"(?![万亿条篇件起次元%])"
    ),
    r"(?<![0-9.,])[0-9]{1,4}(?:\.[0-9])?[GDPSAV](?![A-Za-z])|(?<![0-9.,])[248]K(?![A-Za-z+])(?!\s?(?:[条次人篇元个]|posts|views))|[0-9]\.[0-9]\s?(?:版|时代)",
    # Words that only look like numerals.
    (
        rf"(?<![{_CN}万亿0-9])(?:十分(?![之钟])|千万[别不要]|万一|万分(?!之)|百姓|百货|千方百计|千家万户|成千上万|成百上千"
        r"|万众|百度|百科|百家号|千人千面|百忙|万能|千篇一律)"
    ),
)
_MASKED: Final = re.compile("|".join(f"(?:{rule})" for rule in _RULES))
#: A mark that is no figure, unless its clause ranks things.
_ORDINAL: Final = re.compile(r"[第前]|top|no|№|[0-9]+(?:st|nd|rd|th)$", re.IGNORECASE)
#: Thousands parted by a full-width comma: 12，345条.
_WIDE_COMMA: Final = re.compile(r"(?<![0-9.，,])[0-9]{1,3}(?:，[0-9]{3})+(?![0-9，,])")
#: Numbers of headings and lists at the beginning of a line.
_MARKER: Final = re.compile(
    r"(?m)^[ \t>#*+-]{0,12}(?:[0-9]{1,3}[.、．)）](?![0-9])|[一二三四五六七八九十]{1,3}[、.．]"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}[ \t]+(?=[\u4e00-\u9fffA-Za-z])(?![条篇次人名元万亿分个小percent]))",
)


def folded(text: str) -> str:
    """`text` with full-width digits, letters and thousands separators as plain ones; no position changes."""
    return _WIDE_COMMA.sub(lambda found: found[0].replace("，", ","), text.translate(_FOLDED))


def masked(text: str) -> str:
    """A folded text with everything that is no figure blanked; no position changes."""
    unmarked = _MARKER.sub(_blank, text)
    return _MASKED.sub(_blank, unmarked)


def _blank(found: re.Match[str]) -> str:
    if _ORDINAL.match(found[0]) and ranked(found.string, found.start(), found.end()):
        return found[0]
    return BLANK * len(found[0])
