"""Write `reporter/text/traditional.py` from OpenCC's own conversion (t2s), character by character; `--check` compares.

python tools/traditional.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import opencc

TARGET: Final = Path(__file__).parent.parent / "reporter" / "text" / "traditional.py"
#: Every code point that can be a Chinese character: Ext-A to the end of the third plane.
_CODES: Final = range(0x3400, 0x40000)
_SURROGATES: Final = range(0xD800, 0xE000)
_LINE: Final = 50

_HEAD: Final = '''\
"""Traditional characters and the simplified one for each; written by `tools/traditional.py` from OpenCC {version}.

Data of OpenCC (TSCharacters), Apache License 2.0; see NOTICE.
"""

from __future__ import annotations

from typing import Final

'''
_TAIL: Final = """
#: For `str.translate`.
TABLE: Final = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
#: Most posts hold none of these and need no translation.
CHARACTERS: Final = frozenset(_TRADITIONAL)
"""


def pairs() -> dict[str, str]:
    """Each character OpenCC converts, with what it becomes."""
    converter = opencc.OpenCC("t2s")
    characters = (chr(code) for code in _CODES if code not in _SURROGATES)
    return {one: simple for one in characters if (simple := converter.convert(one)) != one}


def _constant(name: str, text: str) -> Iterator[str]:
    yield f"{name}: Final = (\n"
    yield from (f'    "{text[at : at + _LINE]}"\n' for at in range(0, len(text), _LINE))
    yield ")\n"


def module(version: str) -> str:
    """The module's source."""
    found = pairs()
    lines = [*_constant("_TRADITIONAL", "".join(found)), *_constant("_SIMPLIFIED", "".join(found.values()))]
    return _HEAD.format(version=version) + "".join(lines) + _TAIL


def main(arguments: list[str]) -> int:
    """0 when the module is as OpenCC says (or has just been written), else 1."""
    wanted = module(opencc.__version__)
    if "--check" in arguments:
        return int(TARGET.read_text(encoding="utf-8") != wanted)
    TARGET.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
