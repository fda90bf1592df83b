"""What a claim says, in the form in which claims are compared: read once per claim, compared many times."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache

import attrs

from trigpoint.fusion.names import place_skeleton, plain_text, stems_with, words_of
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.claim import Claim, Count, CountStatus, Modality
from trigpoint.model.place import Place
from trigpoint.model.time import Precision, TimeSpan

FINE_DAYS = 3  # a time this wide or less names a day: "overnight" spans two
FINE_KM = 20.0  # a radius up to this names a town or a site
_WIDE_OPEN = 3650  # days given to a span with one open end
_CLOCKED = (Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.PART_OF_DAY)
_NP_END = re.compile(r"\s(?:for|of|in|at|near|with|that|which|to|on|by|from|who|where|belonging)\s|[(,:]|\s-\s")
_NOBODY = frozenset({"unidentified", "unknown", "enemy", "hostile", "suspected"})
_MANY = re.compile(
    r"\b(?:many|several|numerous|multiple|repeated|dozens of|hundreds of|scores of)\s+(?:times|occasions)\b"
)


class Standing(StrEnum):
    """What sort of statement it is. Only happenings are events that took place as told."""

    HAPPENING = "happening"
    DENIAL = "denial"
    PLAN = "plan"  # planned or forecast
    TOTAL = "total"  # many happenings counted together


@attrs.frozen(kw_only=True, slots=True)
class Facts:
    """One claim, ready for comparison. Days are proleptic ordinals, half-open; distances in km."""

    claim: Claim
    document: str
    standing: Standing
    kinds: frozenset[str]
    first: int | None  # None: no time known
    last: int | None  # exclusive
    hours: tuple[int, int] | None  # hours of the day [from, to); None: not said
    lon: float | None
    lat: float | None
    radius_km: float
    place_key: str
    place_parts: frozenset[str]
    parties: frozenset[str]
    targets: frozenset[frozenset[str]]
    killed: tuple[int, int | None] | None  # closed interval; None: not said
    root: str  # the innermost source, reduced; "" = only the outlet speaks
    disowns: bool  # denies having done it; says nothing on whether it happened
    durable: bool
    spoken_time: str  # EDTF

    @property
    def days(self) -> int:
        """Width of the time in days; a decade where nothing is known."""
        return _WIDE_OPEN if self.first is None or self.last is None else self.last - self.first

    @property
    def said(self) -> tuple[object, ...]:
        """All that is compared, but for who says it and where it stands."""
        place = (self.lon, self.lat, self.radius_km, self.place_key, self.place_parts)
        when = (self.first, self.last, self.hours)
        return self.standing, self.claim.event_type, when, place, self.parties, self.targets, self.killed

    @property
    def is_fine(self) -> bool:
        """Names a day or two and a town."""
        return self.days <= FINE_DAYS and self.lat is not None and self.radius_km <= FINE_KM


def facts_of(claim: Claim, document: str, words: LinkVocabulary) -> Facts:
    """The claim as compared. `document` is what two claims share when they stand in one text."""
    first, last = _days(claim.when)
    place = claim.where
    kinds = words.kinds.get(claim.event_type, frozenset({claim.event_type}))
    chain = claim.attribution
    sentence = plain_text(claim.quote.text)
    standing = _standing(claim, sentence, words)
    defends = "air_defence" in kinds  # tells of who repelled it and what was shot at, not of who came and for what
    return Facts(
        claim=claim,
        document=document,
        standing=standing,
        kinds=kinds,
        first=first,
        last=last,
        hours=_hours(claim.when, sentence, words),
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        radius_km=(place.radius_m or 0.0) / 1000 if place else 0.0,
        place_key=place_skeleton(place.name or place.text) if place else "",
        place_parts=_place_parts(place.text, words) if place else frozenset(),
        parties=frozenset() if defends else frozenset(p for a in claim.actors if (p := party_of(a, words))),
        targets=frozenset() if defends else _targets(claim, words),
        killed=_killed(claim.counts),
        root=" ".join(sorted(stems_with(chain[-1].name, words.demonyms))) if len(chain) > 1 else "",
        disowns=standing is Standing.DENIAL and _disowns(claim, sentence, words),
        durable=bool(kinds & words.durable),
        spoken_time=claim.when.edtf(),
    )


def _standing(claim: Claim, sentence: str, words: LinkVocabulary) -> Standing:
    if claim.modality in (Modality.PLANNED, Modality.FORECAST):
        return Standing.PLAN
    if claim.negated or claim.modality is Modality.DENIED:
        return Standing.DENIAL
    if claim.aggregate or any(_counts_happenings(c, words) for c in claim.counts) or _MANY.search(sentence):
        return Standing.TOTAL
    return Standing.HAPPENING


_OWN_PART = re.compile(
    r"\bden(?:y|ies|ied|ying)\b(?: on [a-z]+)?(?: that)? (?:it|its|they|their|having|any (?:role|part|involvement)|involvement"
    r"|responsibility|being behind|[a-z]+ing)\b|^(?:that )?(?:it|its|they|their|our|we)\b"
)


def _disowns(claim: Claim, sentence: str, words: LinkVocabulary) -> bool:
    """ "The coalition denied that it had carried out the strikes": somebody else may have."""
    speaker = party_of(claim.attribution[-1].name, words) if claim.attribution else ""
    actors = {party_of(a, words) for a in claim.actors} - {""}
    return speaker in actors or _OWN_PART.search(sentence) is not None


def _counts_happenings(count: Count, words: LinkVocabulary) -> bool:
    """ "five raids", "300 airstrikes": two or more happenings counted. Missiles and structures are parts of one."""
    if count.status is CountStatus.TOTAL:
        return True
    heads = words_of(count.unit)
    head = _singular(heads[-1]) if heads else ""
    return head in words.counted_happenings and (count.min or 0) >= 2


def _days(when: TimeSpan) -> tuple[int | None, int | None]:
    if not when.is_known:
        return None, None
    last = (when.end - timedelta(seconds=1)).toordinal() + 1 if when.end else None
    first = when.start.toordinal() if when.start else None
    if first is None and last is not None:
        first = max(1, last - _WIDE_OPEN)
    if last is None and first is not None:
        last = first + _WIDE_OPEN
    return first, last


def _hours(when: TimeSpan, sentence: str, words: LinkVocabulary) -> tuple[int, int] | None:
    if when.precision in _CLOCKED and when.start and when.end:
        first = when.start.hour
        return first, max(first + 1, first + round((when.end - when.start).total_seconds() / 3600))
    text = f"{plain_text(when.words)} {sentence}"
    found = [hours for phrase, hours in words.parts_of_day.items() if re.search(rf"\b{phrase}\b", text)]
    return max(found, key=lambda h: (h[0] - h[1], h)) if found else None


@lru_cache(maxsize=65536)
def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _place_parts(text: str, words: LinkVocabulary) -> frozenset[str]:
    """Which part of the place is named: rows of `parts_of_place`, else a lowercase addition in brackets: "Homs (ring road)"."""
    plain = plain_text(text)
    rows = {f"row {row}" for phrase, row in words.parts_of_place.items() if re.search(rf"\b{phrase}\b", plain)}
    added = [b.strip() for b in re.findall(r"\(([^()]+)\)", text) if b.strip()[:1].islower()]
    return frozenset(rows or added[-1:])


@lru_cache(maxsize=65536)
def _reduced_party(name: str) -> str:
    plain = re.sub(r"^(?:the|a|an)\s+", "", plain_text(re.sub(r"\([^)]*\)", " ", name))).strip(" .")
    return plain.replace(".", "") if len(plain) <= 6 else plain


def party_of(name: str, words: LinkVocabulary) -> str:
    """The belligerent a name stands for, or the reduced name; "" where the words name nobody."""
    plain = _reduced_party(name)
    if plain in words.parties:
        return words.parties[plain]
    heads = words_of(plain)
    if not heads or (heads[-1] in words.vague_actors and len(heads) == 1) or heads[0] in _NOBODY:
        return ""
    return plain


def _targets(claim: Claim, words: LinkVocabulary) -> frozenset[frozenset[str]]:
    """What was hit, as sets of words; parties, the place's own name and words for anything left out."""
    place = set(words_of(f"{claim.where.text} {claim.where.name}")) if claim.where else set()
    found = []
    for phrase in (piece for target in claim.targets for piece in re.split(r";| and ", target)):
        if _reduced_party(phrase) in words.parties:
            continue
        core = _NP_END.split(" " + plain_text(phrase))[0]
        nouns = [_singular(w) for w in words_of(core)]
        if not nouns or nouns[-1] in words.vague_targets or set(nouns) <= place:
            continue
        found.append(frozenset(nouns[-2:]))
    return frozenset(found)


def _killed(counts: tuple[Count, ...]) -> tuple[int, int | None] | None:
    for count in counts:
        if count.status is CountStatus.KILLED and count.min is not None:
            return count.min, count.max
    return None


def is_resolved(place: Place | None) -> bool:
    """Whether there is a point to measure from."""
    return place is not None and place.is_resolved
