"""What is known of an article while it is read: its words, what was found in them, and what was told so far."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.moment import ArabicTime
from trigpoint.evidence.reports.arabic.places import ArabicPlace
from trigpoint.evidence.reports.arabic.words import Word
from trigpoint.model import UNKNOWN_TIME, Article, Place, TimeSpan


@attrs.define
class Scene:
    """What earlier sentences told: the time and place that a later one means without saying so."""

    when: TimeSpan = UNKNOWN_TIME
    where: Place | None = None
    aside: tuple[TimeSpan, Place | None] | None = None  # of what the text looked back at


@attrs.frozen(kw_only=True)
class Page:
    """One article under reading. Word numbers run over the whole article."""

    article: Article
    text: str
    words: Sequence[Word]
    times: Sequence[ArabicTime]
    places: Sequence[ArabicPlace]
    lexicon: ArabicLexicon
    extractor: str
    is_calm: bool = False  # nobody armed, no weapon: what "strikes" there is a crisis or a team
