"""No date and no place finer than the evidence, and none without its precision."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trigpoint.fusion.wording.sentences import outside_quotes
from trigpoint.model import Contradiction, Place, PlaceKind
from trigpoint.products.compile.arabic import arabic_dates, is_arabic
from trigpoint.products.compile.dates import DateSaid, dates_said, is_known, relative_words
from trigpoint.products.compile.document import Block, Kind, Sentence
from trigpoint.products.compile.evidence import Basis
from trigpoint.products.compile.figures import western
from trigpoint.products.compile.refusal import Refusal
from trigpoint.products.compile.rule import Check, position_of, refusal
from trigpoint.products.wording import grain_words, listed, radius_words, shown, when_words

_PRINTED = re.compile(
    r"\b(?:said|says|told|reported|reports?|published|printed|announced|wrote|dated|posted|updated|stated|statement|article|issue|"
    r"edition|bulletin|released)\b(?:\s+(?:in|its|his|her|their|the|an?|issue|edition|statement|report|article|first|late|early|"
    r"online|so)){0,4},?\s*(?:on|of|dated)?\s*$",
    re.IGNORECASE,
)
_IN_PRINT = re.compile(r",?\s*(?:in print|article|issue|edition|statement|bulletin|broadcast)\b", re.IGNORECASE)
_AREAS = {PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.DISTRICT, PlaceKind.REGION, PlaceKind.WATER}
_RADIUS = re.compile(r"(?:±|\+/-)\s*([\d.,]+)\s*(km|m|كم|م)\b")
POINT = re.compile(
    r"-?\d{1,2}\.\d{2,}\s*°?\s*[NS]?\s*[,;/ ]\s*-?\d{1,3}\.\d{2,}(?:\s*°?\s*[EW])?"
    r"|\d{1,3}°\s*\d{1,2}['′].{0,24}?\d{1,3}°\s*\d{1,2}['′](?:\s*\d{1,2}(?:\.\d+)?[\"″])?\s*[EW]?"
)


def precision_of_dates(check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """No date without evidence that bears it at that grain; no date that a reader cannot fix."""
    bare = outside_quotes(sentence.text)
    if block.kind is Kind.QUOTE:
        return
    for words in relative_words(_without_names(check, bare)):
        yield refusal(
            sentence, "date", f"“{words}” cannot be fixed by a reader", "write the date at the grain the evidence has"
        )
    bases = check.of(sentence)
    if not bases:
        return
    spans = [s for b in bases for s in b.spans]
    printed = {d for b in bases for d in b.article_days}
    days = {d for b in bases if b.event for d in _disputed_days(b.event.contradictions)}
    days |= {
        d for b in bases if b.observation for d in _iso_days(str((b.observation.details, b.observation.parameters)))
    }
    is_measured = all(b.observation is not None for b in bases)
    years = {t.year for s in spans for t in (s.start, s.end) if t is not None} | {int(d[:4]) for d in days | printed}
    arabic = arabic_dates(bare, check.arabic) if check.arabic is not None and is_arabic(bare) else ()
    quoted = " ".join(c.quote.text for b in bases for c in b.claims)
    for readings in (*dates_said(bare, years), *((said,) for said in arabic)):
        said = readings[0]
        if _is_of_printing(bare, said.words) and any(is_known(r, (), printed) for r in readings):
            continue
        if re.search(rf"(?<!\w){re.escape(said.words)}(?!\w)", quoted):
            continue
        if not any(is_known(r, spans, days, is_measured=is_measured) for r in readings):
            yield _undated(sentence, said, bases)


def _without_names(check: Check, text: str) -> str:
    """Without names of sources of more than a word: the "Friday Gazette" is no Friday."""
    for name in check.source_index.within(text):
        text = text.replace(name, " " * len(name)) if " " in name else text
    return text


def _undated(sentence: Sentence, said: DateSaid, bases: list[Basis]) -> Refusal:
    known = list(dict.fromkeys(f"{when_words(s)} ({grain_words(s)})" for b in bases for s in b.spans if s.is_known))
    cited = listed([b.id for b in bases][:4])
    if not known:
        return refusal(
            sentence, "not-carried", f"says {said.words}; its evidence {cited} gives no date", "it is undated: say so"
        )
    says = f"says {said.words}; its evidence {cited} says {listed(known[:3])}"
    return refusal(sentence, "date", says, "write the date at the grain the evidence has")


def _is_of_printing(text: str, words: str) -> bool:
    """The date is told as that of the report: "reported on 5 May", "on 5 May, in print"."""
    at = text.find(words)
    before, after = text[max(0, at - 45) : at], text[at + len(words) : at + len(words) + 25]
    return _PRINTED.search(before) is not None or _IN_PRINT.match(after) is not None


def precision_of_places(first: set[str], check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """The first time a place is named (`first` remembers) its radius stands beside it; coordinates never stand without one."""
    if block.kind is Kind.QUOTE:
        return
    bare = outside_quotes(sentence.text)
    for found in POINT.finditer(bare):
        if not _RADIUS.match(bare[found.end() : found.end() + 40].lstrip(" ,;(")):
            yield refusal(sentence, "place", f"the point {found[0].strip()} has no radius", "write ± km after it")
    for place in _best_placed(check.of(sentence)):
        for name in dict.fromkeys(n for n in (place.name, place.text) if n):
            if place.kind not in _AREAS and (at := position_of(bare, name)) >= 0:
                yield from _placed(
                    sentence, place, name, bare[at + len(name) :][:80], is_first=name.casefold() not in first
                )
                first.add(name.casefold())
                first.add(shown(place.name).casefold())
                break


def _best_placed(bases: list[Basis]) -> list[Place]:
    """The cited places, each name once: as the evidence knows it best."""
    best: dict[str, Place] = {}
    for place in (p for b in bases for p in b.places):
        name = (place.name or place.text).casefold()
        held = best.get(name)
        if held is None or (place.radius_m or 1e9) < (held.radius_m or 1e9):
            best[name] = place
    return list(best.values())


def _placed(sentence: Sentence, place: Place, name: str, after: str, *, is_first: bool) -> Iterator[Refusal]:
    given = _RADIUS.match(western(after).lstrip(" ,;(").removeprefix("which lies within").lstrip())
    if not place.is_resolved:
        if is_first and not re.search(r"\b(?:not placed|not found|unplaced|unresolved|place unknown)\b", sentence.text):
            says = f"{shown(name)} could not be placed ({place.reason}), and the sentence does not say so"
            yield refusal(sentence, "place", says, f"write “{shown(name)} (not placed)”")
        return
    due = place.radius_m or 0.0
    if given is None:
        if is_first:
            says = f"{shown(name)} is named without its precision"
            yield refusal(
                sentence, "place", says, f"write “{shown(name)} ({radius_words(due)})” where it is first named"
            )
        return
    told = float(given[1].replace(",", "")) * (1000 if given[2] in ("km", "كم") else 1)
    if told < due * 0.9 and radius_words(told) != radius_words(due):
        says = f"{shown(name)} is given {radius_words(told)}, but is known to {radius_words(due)} only"
        yield refusal(sentence, "place", says, "write the radius of the evidence")


def _disputed_days(found: tuple[Contradiction, ...]) -> set[str]:
    return {d for c in found if c.field == "date" for v in c.values for d in _iso_days(v.value)}


def _iso_days(text: str) -> set[str]:
    return set(re.findall(r"(?<!\d)\d{4}-\d{2}-\d{2}", text))
