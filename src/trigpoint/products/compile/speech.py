"""On whose word a sentence stands: hedged, attributed to somebody in the cited chain, attributed to somebody else, or flat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from trigpoint.fusion.wording.sentences import outside_quotes
from trigpoint.fusion.wording.vocabulary import EstimativeWords
from trigpoint.model import SourceKind

_ONE = re.compile(
    r"\b(?:one|a single|single|sole|only|both|two|three|four|five|six|seven|eight|nine|ten|\d+|several|these|those|"
    r"unnamed|anonymous)\s+(?:\w+\s+){0,2}?(?:source|origin|report|account|outlet|article|statement|agency|monitor)s?\b",
    re.IGNORECASE,
)
_KIND_WORDS = {
    SourceKind.OUTLET: "outlet newspaper broadcaster newsroom website",
    SourceKind.AGENCY: "agency",
    SourceKind.MONITOR: "monitor monitors observatory watchdog group organisation organization",
    SourceKind.OFFICIAL: "official officials ministry minister government spokesman spokeswoman authorities army military",
    SourceKind.ARMED_ACTOR: "army military forces movement militia command spokesman spokeswoman spokesperson coalition",
    SourceKind.IMAGERY: "imagery image images picture pictures satellite analyst analysts",
    SourceKind.TRACKER: "tracker trackers data",
    SourceKind.WITNESS: "witness witnesses resident residents locals medics",
    SourceKind.EXPERT: "expert experts analyst analysts",
    SourceKind.MEDIA: "media",
    SourceKind.DOCUMENT: "document report paper",
    SourceKind.UNNAMED: "source sources",
    SourceKind.PERSON: "",
    SourceKind.ORGANISATION: "organisation organization group",
}
_OWN = re.compile(
    r"\b(?:measured?|measurements?|measures|pictures?|images?|imagery|radar|satellites?|optical|tracks?|signals?|positions?|detected|"
    r"detections?|counted|looks?|heard|broadcast\w*|transmi\w+|AIS|ADS-B|SAR|silences?|stays?|program|trigpoint)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:the|an?)\s+$", re.IGNORECASE)
_SMALL = frozenset("the of and for in on al el de la a an state news press agency republic united".split())


def is_hedged(text: str, words: EstimativeWords) -> bool:
    """Holds a word that keeps it from standing as fact, outside quotation marks: "reportedly", "was reported"."""
    return _any(words.hedges).search(outside_quotes(text)) is not None


def has_cue(text: str, words: EstimativeWords) -> bool:
    """Holds a word of saying."""
    return _any(words.cues).search(outside_quotes(text)) is not None


def is_attributed(
    text: str,
    names: Iterable[str],
    kinds: Iterable[SourceKind],
    words: EstimativeWords,
    common: frozenset[str] = frozenset(),
) -> bool:
    """Says that somebody of the cited chain says so. `common`: beginnings of words that name no source by themselves."""
    if not has_cue(text, words):
        return False
    bare = outside_quotes(text)
    if any(is_named(bare, name, common) for name in names) or _ONE.search(bare):
        return True
    told = set(re.findall(r"\w+", bare.casefold()))
    return any(told & set(_KIND_WORDS[kind].split()) for kind in kinds)


def beginnings(names: Iterable[str]) -> frozenset[str]:
    """The first four letters of the words of place names: "Syrian" names a country, not the Syrian Observatory."""
    return frozenset(w.casefold()[:4] for name in names for w in re.findall(r"\w{4,}", name))


def is_named(text: str, name: str, common: frozenset[str] = frozenset()) -> bool:
    """The whole name, its acronym, or a word of it that is its own."""
    if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
        return True
    parts = re.findall(r"\w[\w'’-]*", name)
    acronym = acronym_of(name)
    if len(acronym) >= 3 and re.search(rf"(?<!\w){acronym}(?!\w)", text):
        return True
    own = [p for p in parts if len(p) >= 4 and p.casefold() not in _SMALL and p.casefold()[:4] not in common]
    return any(re.search(rf"(?<!\w){re.escape(p)}", text, 0 if p[0].isupper() else re.IGNORECASE) for p in own)


def acronym_of(name: str) -> str:
    """`SOHR` of Syrian Observatory for Human Rights."""
    return "".join(p[0] for p in re.findall(r"\w[\w'’-]*", name) if p[:1].isupper())


def is_same_source(one: str, other: str) -> bool:
    """One name is the other, a whole part of it, or its acronym."""
    a, b = sorted((one.casefold(), other.casefold()), key=len)
    is_part = re.search(rf"(?<!\w){re.escape(a)}(?!\w)", b) is not None
    return is_part or one == acronym_of(other) or other == acronym_of(one)


def says_measured(text: str) -> bool:
    """Says that it was measured rather than told."""
    return _OWN.search(outside_quotes(text)) is not None


def speakers_named(text: str, known: Iterable[str], words: EstimativeWords) -> Iterator[str]:
    """Known sources that the sentence lets speak: "X said", "according to X"."""
    bare = outside_quotes(text)
    flat = bare.casefold()
    after, before = _said_after(words.cues), _said_before(words.cues)
    for name in known:
        if name.casefold() not in flat:
            continue
        is_common = name.islower() and " " not in name  # "the ministry", but not "the health ministry"
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", bare, re.IGNORECASE):
            lead = bare[: found.start()]
            if is_common and lead.strip() and not _ARTICLE.search(lead):
                continue
            if after.match(bare, found.end()) or before.search(lead):
                yield name
                break


@cache
def _said_after(cues: tuple[str, ...]) -> re.Pattern[str]:
    verbs = _alternatives(c for c in cues if " " not in c)
    return re.compile(
        rf"(?:['’]s?)?(?:,[^,]{{1,60}},)?\s+(?:has\s+|have\s+|had\s+|also\s+|later\s+)?(?:{verbs})\b", re.IGNORECASE
    )


@cache
def _said_before(cues: tuple[str, ...]) -> re.Pattern[str]:
    phrases = _alternatives(c for c in cues if c.endswith((" to", " of", " by", " from")) or c in ("citing", "quoting"))
    return re.compile(rf"\b(?:{phrases})\s+(?:the\s+)?$", re.IGNORECASE)


@cache
def _any(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_alternatives(phrases)})(?!\w)", re.IGNORECASE)


def _alternatives(phrases: Iterable[str]) -> str:
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    return "|".join(r"\s+".join(map(re.escape, p.split())) for p in ordered)
