"""What the top of a plain text says of itself: the outlet, the day, the headline.

Pages, feeds and mail state these in their markup; a text file says them in its first lines, if at all. An outlet is taken only
where it is set like one: in brackets behind a dateline's place, or as a line or part of a line whose last word is a newspaper's,
an agency's or a station's. A guess would put words into somebody's mouth, so anything else stays unknown.
"""

from __future__ import annotations

import re

import attrs

from trigpoint.evidence.reports.timing.dateline import find_dateline
from trigpoint.model import Article

_HEAD = 900  # characters in which a masthead stands
_MOST_WORDS = 6
_LAST_WORDS = frozenset(
    """agency associates broadcasting bulletin chronicle citizen correspondent courier daily desk digest dispatch examiner express
    fm gazette globe guardian herald independent inquirer institute intelligencer intellinews journal ledger mail mercury messenger
    mirror monitor network news newsletter observer observatory outlook pioneer post press quarterly radio record register report
    reporter review sentinel service standard star sun telegraph television times today tribune tv verify voice watch weekly wire
    world""".split()
)
_SECTIONS = frozenset(
    {"analysis", "breaking", "comment", "edition", "exclusive", "feature", "live", "news", "opinion", "press"}
)
_SECTIONS |= {"report", "world"}
_STAFF = re.compile(
    r"^by (?:the )?(?:our )?|\s+(?:staff|reporters?|correspondents?|live team|newsroom)$", re.IGNORECASE
)
_SLUG = re.compile(r"^[A-Z][^\n(]{2,60}\(([A-Z][^\n()]{1,40})\)\s*[-–—]", re.MULTILINE)
_PARTS = re.compile(r"\s+[|·•–—-]\s+|,\s+|\s*\|\s*")
_BANNER = re.compile(r"^(The(?: [A-Z][\w'’-]+){1,3}) \|.*\b(?:19|20)\d\d\b")  # "The Kestrel | World | 27 April 2020"
_SHOUTED = {"fm", "tv", "bbc", "un"}


def with_masthead(article: Article, text: str) -> Article:
    """The article with outlet and day of publication from its first lines, where the item itself states none."""
    head = text[article.start : min(article.end, article.start + _HEAD)]
    if not article.outlet:
        sender = _cased(article.author) if _is_outlet(article.author) else ""  # a newsletter signs as itself
        article = attrs.evolve(article, outlet=sender or find_outlet(head))
    if article.published is None and (found := find_dateline(text[article.start : article.end])) is not None:
        article = attrs.evolve(article, published=found[0], published_basis="dateline")
    return article


def find_outlet(head: str) -> str:
    """The outlet named in the first lines of a text, or ""."""
    slug = _SLUG.search(head)
    if slug is not None and not slug.group(1).isdigit():
        spelt = _spelt_out(slug.group(1), head[: slug.start()])
        return spelt or slug.group(1).strip()
    for line in head.splitlines():
        if len(line) > 90 or line.rstrip().endswith((".", "!", "?")):
            continue
        banner = _BANNER.match(line)
        if banner is not None:
            return banner.group(1)
        for part in _PARTS.split(line.strip()):
            name = _STAFF.sub("", part.strip())
            if _is_outlet(name):
                return _cased(name)
    return ""


def _spelt_out(slug: str, above: str) -> str:
    """The full name above a dateline that gives initials: "Meridian Press Agency" for "(MPA)"."""
    for line in above.splitlines():
        initials = "".join(word[0] for word in line.split() if word[0].isupper())
        if initials == slug.strip() and len(slug) > 1:
            return line.strip()
    return ""


def _is_outlet(name: str) -> bool:
    words = name.split()
    if not 2 <= len(words) <= _MOST_WORDS or any(c.isdigit() for c in name):
        return False
    if not all(w[0].isupper() or w.casefold() in {"of", "the", "and", "for", "in"} for w in words):
        return False
    last = words[-1].casefold()
    return last in _LAST_WORDS and not all(w.casefold() in _SECTIONS | {"the"} for w in words)


def _cased(name: str) -> str:
    """A name set in capitals as one reads it; station letters stay."""
    if not name.isupper():
        return name
    return " ".join(w if w.casefold() in _SHOUTED else w.title() for w in name.split())
