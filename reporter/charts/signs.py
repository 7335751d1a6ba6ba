"""The verdict signs: shape and colour, always beside a word, never instead of it."""

from __future__ import annotations

from typing import Final, Literal, get_args

from markupsafe import Markup

SignKind = Literal[
    "supported",
    "contradicted",
    "not_verifiable",
    "not_reproduced",
    "inconsistent",
    "tension",
    "implies",
    "not_separable",
    "consistent",
    "no_estimate",
    "up",
    "down",
    "either",
]

_DISC: Final = '<circle class="fill" cx="12" cy="12" r="11"/>'
_SQUARE: Final = '<rect class="fill" x="1" y="1" width="22" height="22" rx="3"/>'
_RING: Final = '<circle class="line" cx="12" cy="12" r="10"/>'
_DIAMOND: Final = '<path class="line" d="M12 1.5 22.5 12 12 22.5 1.5 12z"/>'
_WAVES: Final = (
    '<path class="line" d="M6.5 10.2c1.8-2.3 3.6-1.6 5.5-.4s3.7 1.9 5.5-.4'
    'M6.5 14.9c1.8-2.3 3.6-1.6 5.5-.4s3.7 1.9 5.5-.4"/>'
)
_QUESTION: Final = (
    '<path class="line" d="M9.1 9.6c0-1.8 1.3-2.9 2.95-2.9s2.9 1.1 2.9 2.65c0 2.1-2.9 2.25-2.9 4.55"/>'
    '<circle class="dot" cx="12.05" cy="17.1" r="1.25"/>'
)

#: Tone (a class) and drawing of each sign on a 24-px field.
_SIGNS: Final[dict[str, tuple[str, str]]] = {
    "supported": ("act", _DISC + '<path class="mark" d="m6.8 12.4 3.6 3.6 6.9-7.4"/>'),
    "contradicted": ("neg", _SQUARE + '<path class="mark" d="m7.7 7.7 8.6 8.6m0-8.6-8.6 8.6"/>'),
    "not_verifiable": ("grey", _RING + _QUESTION),
    # As unverifiable, but a number did come out: two values that do not meet.
    "not_reproduced": ("grey", _RING + '<path class="line" d="M7.5 9.7h9M7.5 14.3h9M14.2 6.7 9.8 17.3"/>'),
    "inconsistent": ("inc", _DIAMOND + '<path class="line" d="M8 10.2h8M8 13.8h8M14 7.5l-4 9"/>'),
    "tension": ("inc", _DIAMOND + '<path class="line" d="m10.5 8.8-3 3.2 3 3.2m3-6.4 3 3.2-3 3.2"/>'),
    "implies": ("grey", _RING + '<path class="line" d="M6.8 12h9.7m-3.8-3.9 3.9 3.9-3.9 3.9"/>'),
    "not_separable": ("grey", _RING + _WAVES),
    "consistent": ("act", _RING + '<circle class="dot" cx="12" cy="12" r="4"/>'),
    "no_estimate": ("grey", _RING + '<path class="line" d="M7.5 12h9"/>'),
    "up": ("grey", '<path class="fill" d="M12 4.5 21 19.5H3z"/>'),
    "down": ("grey", '<path class="fill" d="M12 19.5 3 4.5h18z"/>'),
    "either": ("grey", '<path class="fill" d="M12 3 21 12 12 21 3 12z"/>'),
}

KINDS: Final[tuple[str, ...]] = get_args(SignKind)


def sign(kind: SignKind) -> Markup:
    """The sign as a small decorative SVG; the word beside it carries the meaning for every reader."""
    tone, drawing = _SIGNS[kind]
    head = f'<svg class="sign sign-{tone}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" '
    return Markup(head + f'focusable="false">{drawing}</svg>')  # noqa: S704 - constants of this module
