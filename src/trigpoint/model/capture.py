"""What came in: sources, captures and the articles found in a capture's text."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import attrs


class SourceKind(StrEnum):
    """Who speaks or senses."""

    OUTLET = "outlet"
    AGENCY = "agency"  # news wire
    MONITOR = "monitor"  # monitoring group, observatory, NGO
    OFFICIAL = "official"  # a government, ministry, spokesperson
    ARMED_ACTOR = "armed_actor"
    IMAGERY = "imagery"  # an imagery provider or analyst of imagery
    TRACKER = "tracker"  # ADS-B or AIS provider
    WITNESS = "witness"  # residents, local accounts, medics
    EXPERT = "expert"  # think tank, analyst
    MEDIA = "media"  # unnamed media: "Arabic media"
    DOCUMENT = "document"  # a report, a leaked paper
    UNNAMED = "unnamed"  # "sources", "reports"
    PERSON = "person"  # named, role not given
    ORGANISATION = "organisation"  # named, of a kind the vocabulary does not know


class Reliability(StrEnum):
    """Admiralty source reliability (NATO AJP-2.1). F is *cannot be judged*, not the worst grade."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


@attrs.frozen(kw_only=True)
class Source:
    """Who speaks or senses."""

    id: str
    name: str
    kind: SourceKind
    aliases: tuple[str, ...] = ()
    owner: str = ""  # two sources of one owner are not independent; "" = unknown
    party_to: tuple[str, ...] = ()  # conflicts or sides it is a party to
    reliability: Reliability = Reliability.F
    reliability_as_of: date | None = None  # None: never judged


@attrs.frozen(kw_only=True)
class Capture:
    """One item as taken in. The bytes lie in the case under their digest."""

    id: str  # "cap-" + first 16 hex digits of the sha256
    sha256: str  # of the original bytes, 64 lowercase hex digits
    uri: str  # file name within the folder or archive it came from, or the URL
    media_type: str
    size: int  # bytes
    retrieved: datetime  # UTC
    text_sha256: str = ""  # of the plain-text rendition as UTF-8; "" = the item holds no text
    reader: str = ""  # reader and version that made the rendition
    licence: str = ""  # "" = unknown
    source: str = ""  # a Source id; "" = unknown
    flags: tuple[str, ...] = ()  # what is doubtful about the bytes: "wrong charset declared", "bidi controls"


@attrs.frozen(kw_only=True)
class Article:
    """A span of a capture's text that one outlet published as one piece.

    Offsets are characters of the capture's text, half-open. `text[start:end]` is the article with its furniture.
    """

    id: str  # "art-" + first 16 hex digits of sha256(capture id, ordinal)
    capture: str  # Capture id
    ordinal: int  # 0 for the first article of the capture
    start: int
    end: int
    title: str = ""
    outlet: str = ""  # "" = the item does not say
    author: str = ""
    published: date | None = None  # None: no dateline; then relative dates stay unknown
    published_basis: str = ""  # where the date was found: "meta", "dateline", "given", "url", "feed"
    language: str = ""  # ISO 639-1; "" = undetermined
    url: str = ""
    links: tuple[str, ...] = ()  # where the article's own links lead: a trail to its sources


@attrs.frozen(kw_only=True)
class Quote:
    """The citation: `text` is exactly `capture_text[start:end]`."""

    capture: str
    start: int
    end: int
    text: str

    def __attrs_post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"a quote of {len(self.text)} characters cannot span [{self.start}, {self.end})")
