"""What looks like a date and is none: people, organisations, amounts."""

from __future__ import annotations

import re

from spacy.tokens import Span

from trigpoint.evidence.reports.timing.time_shapes import Between, CalendarDate, Expression, YearPart

_DATE_OPENS = re.compile(
    r"\b(?:in|of|since|until|till|by|last|next|this|past|early|late|mid|during|from|to|and|or|through|between|before|after|on|every|for"
    r"|as|around|about|circa|prior\s+to|dated|back|year|the)[\s-]+$|[(,–/-]\s*$",
    re.IGNORECASE,
)
_TITLE_BEFORE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Miss|Sir|Lord|Lady|Minister|President|Theresa|Brian|Judge|Gen|Col|Sgt)\.?\s+$"
)
_NAMED_AFTER_A_DAY = re.compile(
    r"\s+(?:Alliance|Coalition|Movement|Bloc|Brigades?|Forces?|Front|Bridge|Street|Square|Airport|Camp|University|Regiment|Hospital)\b"
)
_YEAR_OPENS = re.compile(
    r"\b(?:in|of|since|until|till|by|from|to|through|between|before|after|early|late|mid|during|circa|about|around|and|or|year|fiscal"
    r"|late\s+in|the|than|back\s+in|spring|summer|autumn|fall|winter)[\s-]+$|[(\[]$",
    re.IGNORECASE,
)
_AMOUNTS = ("MONEY", "PERCENT", "QUANTITY")


def is_time(text: str, one: Expression, span: Span) -> bool:
    """False for month names that are people or verbs, days that name movements, and numbers that only look like years."""
    shape = one.shape.first if isinstance(one.shape, Between) else one.shape
    if not isinstance(shape, CalendarDate):
        return not (isinstance(shape, YearPart) and shape.is_season and shape.year is None and _is_name(span))
    if shape.month is None:
        return shape.part is not None or _is_year(text, one, span)
    if _NAMED_AFTER_A_DAY.match(text, one.end) and shape.year is None:
        return False
    if shape.day is not None or shape.year is not None or shape.feast:
        return True
    return _is_month(text, one, span)


def _labels(span: Span) -> set[str]:
    return {t.ent_type_ for t in span}


def _is_name(span: Span) -> bool:
    return bool(_labels(span) & {"PERSON", "ORG", "FAC", "GPE", "WORK_OF_ART", "EVENT"})


def _is_month(text: str, one: Expression, span: Span) -> bool:
    """A month by itself. "May" and "March" are also people, a verb and a helping verb."""
    before = text[max(0, one.start - 20) : one.start]
    if _TITLE_BEFORE.search(before):
        return False
    labels = _labels(span)
    if labels & {"PERSON", "ORG", "FAC", "GPE", "NORP", "PRODUCT"}:
        return False
    return "DATE" in labels or _DATE_OPENS.search(before) is not None


def _is_year(text: str, one: Expression, span: Span) -> bool:
    """Four digits. A year where the model or the word before says so, and no counted noun follows."""
    labels = _labels(span)
    if labels & set(_AMOUNTS):
        return False
    before = text[max(0, one.start - 20) : one.start]
    if "DATE" in labels and not re.search(r"[\d.,]$", before.rstrip(" ")):
        return True
    following = span.doc[span.end] if span.end < len(span.doc) else None
    counts = following is not None and following.tag_ in ("NNS", "NN", "JJ") and "CARDINAL" in labels
    return _YEAR_OPENS.search(before) is not None and not counts
