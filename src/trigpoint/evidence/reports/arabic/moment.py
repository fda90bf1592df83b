"""A time expression of Arabic prose, before it is known what it dates."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from trigpoint.evidence.reports.arabic.words import Word
from trigpoint.model import TimeSpan


@attrs.frozen
class ArabicTime:
    """Words [first, last) say when."""

    first: int
    last: int
    span: TimeSpan


def said_words(words: Sequence[Word], first: int, last: int) -> str:
    return " ".join(w.text for w in words[first:last])
