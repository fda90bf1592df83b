"""Does a text agree with itself, and with its other versions? Sums, one thing counted twice, dates apart from their footnotes,
figures that changed. Findings are questions for a reader, each with the claims it stands on; nothing is corrected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise

import attrs

from trigpoint.fusion.counts import unit_head
from trigpoint.fusion.names import place_skeleton, words_of
from trigpoint.model.capture import Article
from trigpoint.model.claim import Claim, Count, CountStatus, Modality

MOST_PARTS = 12  # numbers in a sum
_NEAR = 0.35  # a sum further from the total than this share of it counts something else
_TO_COME = frozenset({Modality.PLANNED, Modality.FORECAST, Modality.DENIED})
_EVENTS = frozenset({"operation", "strike", "airstrike", "raid", "attack", "bombardment", "sortie"})
_SITES = frozenset({"location", "site", "target", "position", "place", "point", "area"})


@attrs.frozen(kw_only=True)
class Inconsistency:
    """What does not agree."""

    kind: str  # "sum", "unit", "date", "changed figure", "office", "future"
    why: str
    claims: tuple[str, ...]
    articles: tuple[str, ...]
    quotes: tuple[str, ...] = ()  # sentences, where they are not those of the claims


def check_text(claims: Sequence[Claim]) -> list[Inconsistency]:
    """Within each article: sums, units, and one happening with two dates. Order of claims changes nothing."""
    found: list[Inconsistency] = []
    for mine in _by_article(claims).values():
        found += [*_sums(mine), *_units(mine), *_dates(mine)]
    return sorted(found, key=lambda i: (i.articles, i.claims, i.kind))


def check_versions(claims: Sequence[Claim], articles: Mapping[str, Article]) -> list[Inconsistency]:
    """Between versions of one article (same outlet, same address or title): figures of one sentence that changed."""
    versions: dict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles.values():
        if article.url or article.title:
            versions[article.outlet, article.url or article.title].append(article)
    by_article = _by_article(claims)
    found: list[Inconsistency] = []
    for group in versions.values():
        ordered = sorted(group, key=lambda a: (str(a.published or ""), a.id))
        for earlier, later in pairwise(ordered):
            found += _changed(by_article.get(earlier.id, []), by_article.get(later.id, []))
    return sorted(found, key=lambda i: (i.articles, i.claims, i.kind))


def check_futures(
    claims: Iterable[Claim], articles: Mapping[str, Article], taken_in: Mapping[str, date]
) -> list[Inconsistency]:
    """What is told as having happened after the text was published, and texts dated after they were taken in.

    A day more is allowed: east of UTC it is tomorrow. `taken_in`: article id -> day of the capture.
    """
    found = []
    for id_, day in taken_in.items():
        published = articles[id_].published if id_ in articles else None
        if published is not None and published > day + timedelta(days=1):
            why = f"dated {published}, but was taken in on {day}: the date is wrong, or was read wrongly"
            found.append(Inconsistency(kind="future", why=why, claims=(), articles=(id_,)))
    for claim in claims:
        article = articles.get(claim.article)
        latest = article.published if article is not None and article.published else taken_in.get(claim.article)
        start = claim.when.start
        if latest is None or start is None or claim.negated or claim.modality in _TO_COME:
            continue
        if start.date() > latest + timedelta(days=1):
            why = f"told as having happened on {claim.when.edtf()}, but the text is of {latest}"
            found.append(Inconsistency(kind="future", why=why, claims=(claim.id,), articles=(claim.article,)))
    return sorted(found, key=lambda i: (i.articles, i.claims))


def _by_article(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.article, c.quote.start, c.quote.end, c.id)):
        found[claim.article].append(claim)
    return found


def _sums(claims: Sequence[Claim]) -> Iterator[Inconsistency]:
    """ "533 destroyed, 640 damaged and 1,273 possibly damaged, 2,246 in all": parts of one sentence against its total."""
    by_sentence: dict[tuple[int, int], list[tuple[str, Count]]] = defaultdict(list)
    for claim in claims:
        for count in claim.counts:
            if count.min is not None and count.min == count.max:
                by_sentence[claim.quote.start, claim.quote.end].append((claim.id, count))
    for told in by_sentence.values():
        distinct = {(c.min, c.status, unit_head(c.unit)): (id_, c) for id_, c in told}
        numbers = sorted(((c.min or 0), id_) for id_, c in distinct.values())
        if not 3 <= len(numbers) <= MOST_PARTS:
            continue
        heads = {unit_head(c.unit) for _, c in distinct.values() if unit_head(c.unit)}
        *parts, (total, holder) = numbers
        added = sum(n for n, _ in parts)
        if (
            len(heads) <= 1
            and added != total
            and abs(added - total) <= _NEAR * total
            and not _is_subset_sum(parts, total)
        ):
            words = " + ".join(str(n) for n, _ in parts)
            yield _finding(
                "sum",
                f"{words} is {added:,}, but {total:,} stands beside them",
                claims,
                {holder, *(i for _, i in parts)},
            )


def _is_subset_sum(parts: Sequence[tuple[int, str]], total: int) -> bool:
    """Some of the numbers add up: the others are parts of those."""
    return any(sum(n for n, _ in chosen) == total for k in range(2, len(parts)) for chosen in combinations(parts, k))


def _units(claims: Sequence[Claim]) -> Iterator[Inconsistency]:
    """One number for strikes here and for places there: operations and locations are two units."""
    said: dict[int, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        for count in claim.counts:
            words = words_of(count.unit)
            head = words[-1].rstrip("s") if words else ""
            unit = "happenings" if head in _EVENTS else "places" if head in _SITES else ""
            if unit and count.min is not None and count.min == count.max and count.min > 3:
                said[count.min][unit].append(claim)
    for number, units in said.items():
        if len(units) == 2 and not {c.quote.start for c in units["happenings"]} & {
            c.quote.start for c in units["places"]
        }:
            involved = [c for group in units.values() for c in group]
            if _one_matter(involved):
                yield _finding(
                    "unit", f"{number} is given as happenings and as places", claims, {c.id for c in involved}
                )


def _one_matter(claims: Sequence[Claim]) -> bool:
    places = {place_skeleton(c.where.name or c.where.text) for c in claims if c.where}
    spans = {(c.when.start, c.when.end) for c in claims if c.when.is_known}
    return len(places) <= 1 and len(spans) <= 1


def _dates(claims: Sequence[Claim]) -> Iterator[Inconsistency]:
    """One happening by type, place and target or toll, but dated days apart: body and footnote."""
    same: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        mark = _mark(claim)
        if mark and not claim.aggregate and claim.modality not in (Modality.PLANNED, Modality.FORECAST):
            same[mark].append(claim)
    for group in same.values():
        for a, b in combinations(group, 2):
            if a.when.start and a.when.end and b.when.start and b.when.end:
                gap = max(a.when.start, b.when.start) - min(a.when.end, b.when.end)
                if timedelta(0) <= gap <= timedelta(days=5) and a.quote.start != b.quote.start:
                    why = f"the same happening, as told, is dated {a.when.edtf()} and {b.when.edtf()}"
                    yield _finding("date", why, claims, {a.id, b.id})


def _mark(claim: Claim) -> tuple[object, ...]:
    """What makes two sentences tell of one happening: a rare detail beside type and place."""
    place = place_skeleton(claim.where.name or claim.where.text) if claim.where else ""
    tolls = tuple(
        sorted((c.status.value, c.min) for c in claim.counts if c.min is not None and c.min == c.max and c.min > 4)
    )
    return (claim.event_type, place, claim.targets, tolls) if place and tolls else ()


def _changed(earlier: Sequence[Claim], later: Sequence[Claim]) -> Iterator[Inconsistency]:
    """The same figure of the same happening, told otherwise in a later version."""
    before = _figures(earlier)
    for key, (count, claim) in _figures(later).items():
        if key in before and (before[key][0].min, before[key][0].max) != (count.min, count.max):
            old = before[key][0]
            why = f"{key[1]} went from {_number(old)} to {_number(count)} between versions"
            yield Inconsistency(
                kind="changed figure",
                why=why,
                claims=tuple(sorted({before[key][1].id, claim.id})),
                articles=(before[key][1].article, claim.article),
            )


def _figures(claims: Sequence[Claim]) -> dict[tuple[object, ...], tuple[Count, Claim]]:
    """Figures that stand once in a version, by what they are of."""
    found: dict[tuple[object, ...], list[tuple[Count, Claim]]] = defaultdict(list)
    for claim in claims:
        place = place_skeleton(claim.where.name or claim.where.text) if claim.where else ""
        for count in claim.counts:
            if count.min is not None and count.status is not CountStatus.OBSERVED:
                key = (claim.event_type, count.status.value, unit_head(count.unit), place, claim.when.edtf())
                found[key].append((count, claim))
    return {key: held[0] for key, held in found.items() if len({(c.min, c.max) for c, _ in held}) == 1}


def _number(count: Count) -> str:
    return (
        f"at least {count.min}"
        if count.max is None
        else str(count.min)
        if count.min == count.max
        else f"{count.min}-{count.max}"
    )


def _finding(kind: str, why: str, claims: Sequence[Claim], involved: set[str]) -> Inconsistency:
    mine = [c for c in claims if c.id in involved]
    return Inconsistency(
        kind=kind, why=why, claims=tuple(sorted(c.id for c in mine)), articles=tuple(sorted({c.article for c in mine}))
    )
