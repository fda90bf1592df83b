"""Text of mixed direction: pieces that keep their own, so that none turns the sentence around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from trigpoint.products.wording import HIDDEN

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_TURNED = re.compile(
    rf"[{_RTL}](?:[{_RTL}\u200c\u200d\u0300-\u036f]|[\s\d،؛.,:/()'\"“”«»-]+(?=[{_RTL}]))*"
)  # words of a right-to-left script with what stands between them
_STRAIGHT = re.compile(
    rf"[^\W{_RTL}_](?:[^{_RTL}\s]|\s+(?=[^{_RTL}\s]))*"
)  # words of the other scripts, with their numbers


def pieces(text: str, *, in_rtl: bool = False) -> Iterator[tuple[str, str]]:
    """The text in order, each piece with the way it runs against the line: "rtl", "ltr", or "" for with it.

    Only what runs against its line is isolated: an isolate is neutral, and a line made of nothing else would lose its order.
    """
    at = 0
    for found in (_STRAIGHT if in_rtl else _TURNED).finditer(text):
        if found.start() > at:
            yield text[at : found.start()], ""
        yield found[0], "ltr" if in_rtl else "rtl"
        at = found.end()
    if at < len(text):
        yield text[at:], ""


def is_rtl(text: str) -> bool:
    """Whether the first letter that has a direction runs right to left."""
    return next(
        (unicodedata.bidirectional(c) in ("R", "AL") for c in text if unicodedata.bidirectional(c) in ("L", "R", "AL")),
        False,
    )


def printable(text: str) -> str:
    """Without characters that reorder, hide or control. Joiners stay: Persian is spelt with them."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in HIDDEN.sub("", text))


def plain_name(text: str) -> str:
    """A name in a sentence: one line, nothing hidden, no double quotation marks (they would make it a quotation)."""
    visible = unicodedata.normalize("NFC", HIDDEN.sub("", text))
    calm = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Co", "Zl", "Zp"} else c for c in visible)
    return " ".join(re.sub('["\u201c\u201d\u201e\u00ab\u00bb]', "", calm).split())
