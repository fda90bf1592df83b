"""Whether the figures of a sentence are those of its evidence.

A figure is carried when some cited record gives it, or gives a narrower one; a figure that another one contradicts is a mismatch
("count"), one of which the evidence gives nothing is not carried ("not-carried").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from trigpoint.fusion.wording.sentences import outside_quotes
from trigpoint.model import Claim, CountStatus
from trigpoint.products.compile.arabic import arabic_figures, is_arabic
from trigpoint.products.compile.dates import without_dates
from trigpoint.products.compile.document import Block, Kind, Sentence
from trigpoint.products.compile.evidence import Basis
from trigpoint.products.compile.figures import Figure, figures_in, numbers_in
from trigpoint.products.compile.precision import POINT
from trigpoint.products.compile.refusal import Refusal
from trigpoint.products.compile.rule import Check, Segment, refusal, segments
from trigpoint.products.wording import listed

_CLOSE = 0.1  # "about 30" bears 27 to 33
_PERCENT = 0.03  # of a probability told in percent
_MOST_TOLD = 4
_THINGS = frozenset({CountStatus.DESTROYED, CountStatus.DAMAGED})
_PLACES = re.compile(rf"(?:±|\+/-)\s*[\d.,]+\s*(?:k?m|ك?م)\b|{POINT.pattern}")


@attrs.frozen(kw_only=True)
class Given:
    """A figure of the evidence. No statuses: it may count anything."""

    low: float | None
    high: float | None
    statuses: frozenset[CountStatus]
    basis: str
    group: str
    is_exact: bool = False


def figures(check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """How many is what some cited record says: the same number, one inside its range, or one that it entails."""
    if block.kind is Kind.QUOTE or not sentence.cites:
        return
    parts = segments(check, sentence)
    everything = [b for part in parts for b in part.bases]
    for part in parts:
        if not part.bases:
            continue
        own = list(_given(check, part.bases))
        for said in _said(check, part.text):
            if said.is_percent and _is_probability(said, everything):
                continue
            rivals = [g for g in own if g.statuses & said.statuses]
            held = own if rivals else list(_given(check, everything))
            if _is_counted_here(said, part, everything) or _is_carried(said, held):
                continue
            yield _unborne(sentence, said, part, held)


def _said(check: Check, text: str) -> Iterator[Figure]:
    bare = _PLACES.sub(lambda m: " " * len(m[0]), without_dates(outside_quotes(text)))
    bare = check.numbered.blanked(bare)
    if check.arabic is not None and is_arabic(bare):
        yield from arabic_figures(bare, check.arabic)
    else:
        yield from figures_in(bare)


def _given(check: Check, bases: Iterable[Basis]) -> Iterator[Given]:
    for basis in bases:
        for claim in basis.claims:
            yield from _of_claim(check, claim, basis)
        if basis.event is not None and basis.kind.value == "event":
            for told in basis.event.counts:
                at = frozenset({CountStatus(told.status)}) if told.status in set(CountStatus) else frozenset()
                ends = {told.low, told.high, told.best} - {None}
                yield from (Given(low=v, high=v, statuses=at, basis=basis.id, group=basis.group) for v in ends)
                yield Given(low=told.low, high=told.high, statuses=at, basis=basis.id, group=f"{basis.group} range")
            for differs in basis.event.contradictions:
                words = " ".join(v.value for v in differs.values)
                yield from (_loose(n, basis) for n in numbers_in(words))
        if basis.assessment is not None:
            yield from (_loose(n, basis) for n in numbers_in(basis.assessment.statement))
        if basis.observation is not None:
            seen = basis.observation
            told_there = str(
                (
                    seen.value,
                    seen.low,
                    seen.high,
                    seen.subject,
                    seen.where.name,
                    seen.details,
                    seen.parameters,
                    seen.flags,
                )
            )
            yield from (_loose(float(n), basis) for n in re.findall(r"\d+(?:\.\d+)?", told_there))


def _of_claim(check: Check, claim: Claim, basis: Basis) -> Iterator[Given]:
    group = f"{basis.group} {claim.id}"
    for count in claim.counts:
        at = frozenset() if count.status in (CountStatus.OBSERVED, CountStatus.TOTAL) else frozenset({count.status})
        exact = count.min is not None and count.min == count.max
        yield Given(low=count.min, high=count.max, statuses=at, basis=basis.id, group=group, is_exact=exact)
    words = without_dates(claim.quote.text)
    seen = tuple(arabic_figures(words, check.arabic) if check.arabic and is_arabic(words) else figures_in(words))
    for found in seen:
        yield Given(low=found.low, high=found.high, statuses=found.statuses, basis=basis.id, group=group)
    bound = {v for f in seen if f.statuses for v in (f.low, f.high)}
    yield from (_loose(n, basis) for n in numbers_in(words) - bound)


def _loose(value: float, basis: Basis) -> Given:
    return Given(low=value, high=value, statuses=frozenset(), basis=basis.id, group=basis.group)


def _is_carried(said: Figure, held: list[Given]) -> bool:
    """Some figure of the evidence bears it, or the cited ones together do."""
    rivals = [g for g in held if g.statuses & said.statuses]
    is_strict = (
        bool(rivals) and said.statuses <= _THINGS
    )  # "two structures were hit" does not say that two were destroyed
    fitting = rivals if is_strict else [g for g in held if not said.statuses or not g.statuses or g in rivals]
    if any(_bears(g, said) for g in fitting):
        return True
    ends = {v for g in fitting for v in (g.low, g.high)}
    if said.low is not None and said.high is not None and said.low < said.high and {said.low, said.high} <= ends:
        return True
    return said.low in _sums([g for g in fitting if g.is_exact and g.statuses])


def _bears(given: Given, said: Figure) -> bool:
    low, high = given.low, given.high
    if said.low is None:  # fewer than
        return high is not None and said.high is not None and high <= said.high
    if said.high is None:  # at least
        return low is not None and low >= said.low
    if said.low == said.high:
        slack = (_CLOSE * said.low if said.is_about else 0.0) + _rounding(said.words)
        if low is not None and high is not None:
            return low - slack <= said.low <= high + slack
        return any(v is not None and abs(v - said.low) <= slack for v in (low, high))
    return low is not None and high is not None and said.low <= low and high <= said.high


def _rounding(words: str) -> float:
    """Half of the last decimal."""
    return 0.5 * 10.0 ** -len(words.split(".")[1]) if re.fullmatch(r"\d+\.\d+", words) else 0.0


def _sums(exact: list[Given]) -> set[float]:
    """Two soldiers and three guards are five; nine dead in one raid and four in another are thirteen."""
    sums: set[float] = set()
    for status in {s for g in exact for s in g.statuses}:
        groups: dict[str, list[float]] = {}
        for g in exact:
            if status in g.statuses and g.low is not None:
                groups.setdefault(g.group, []).append(g.low)
        sums |= {sum(values) for values in groups.values()}
        sums.add(sum(max(values) for values in groups.values()))
    return sums


def _is_counted_here(said: Figure, part: Segment, everything: list[Basis]) -> bool:
    """As many as there are records cited, of one kind; origins or articles behind them."""
    if said.statuses & {CountStatus.KILLED, CountStatus.INJURED}:
        return False
    counts = {
        sum(b.kind == kind for b in bases)
        for bases in (part.bases, everything)
        for kind in {b.kind for b in everything}
    }
    for b in everything:
        counts |= {len(b.origins), len(b.claims)}
        counts |= {len(b.event.members), len(b.event.origins)} if b.event else set()
    return said.value in counts and said.low == said.high


def _is_probability(said: Figure, bases: list[Basis]) -> bool:
    """A percentage that is the case's own estimate, a measurement's, or an end of the range of a signed likelihood."""
    own = [b.event.probability for b in bases if b.event and b.event.probability is not None]
    own += [b.observation.value for b in bases if b.observation and b.observation.value is not None]
    for b in bases:
        if b.assessment is not None:
            own += [b.assessment.likelihood.low, b.assessment.likelihood.high]
            own += [b.assessment.probability] if b.assessment.probability is not None else []
    return any(abs(p * 100 - v) <= _PERCENT * 100 for p in own for v in (said.low, said.high) if v is not None)


def _unborne(sentence: Sentence, said: Figure, part: Segment, held: list[Given]) -> Refusal:
    what = _spoken(said.words, said.statuses)
    cited = listed([b.id for b in part.bases][:_MOST_TOLD])
    with_status = [g for g in held if g.statuses]
    others = list(dict.fromkeys(_given_words(g) for g in with_status))
    rivals = list(dict.fromkeys(_given_words(g) for g in with_status if g.statuses & said.statuses))
    turned = [g for g in with_status if {g.low, g.high} & {said.low, said.high} - {None}]  # 30 hurt told as 30 killed
    if not rivals and not (said.statuses and turned):
        bare = f" of {_names(said.statuses)}" if said.statuses else " like it"
        but = f", only {listed(others[:_MOST_TOLD])}" if others else ""
        says = f"says {what}; its evidence {cited} gives no number{bare}{but}"
        return refusal(sentence, "not-carried", says, "cite what gives it, or take it out")
    told = listed((rivals or others)[:_MOST_TOLD])
    return refusal(
        sentence, "count", f"says {what}; its evidence {cited} says {told}", "write the number of the evidence"
    )


def _given_words(given: Given) -> str:
    numbers = [None if v is None else f"{v:,.10g}" for v in (given.low, given.high)]
    if numbers[0] == numbers[1]:
        words = str(numbers[0])
    elif numbers[1] is None:
        words = f"at least {numbers[0]}"
    else:
        words = f"up to {numbers[1]}" if numbers[0] is None else f"{numbers[0]} to {numbers[1]}"
    return _spoken(words, given.statuses)


def _spoken(words: str, statuses: frozenset[CountStatus]) -> str:
    return f"{words} {_names(statuses)}" if statuses else words


def _names(statuses: frozenset[CountStatus]) -> str:
    return " or ".join(sorted(s.value for s in statuses))
