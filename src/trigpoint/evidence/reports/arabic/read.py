"""One Arabic article to its claims. The quote stays Arabic; type, place, time and parties come out as in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

import attrs

from trigpoint.evidence.reports.arabic.happenings import Happening, find_happening, is_future
from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.numbers import find_counts
from trigpoint.evidence.reports.arabic.places import ArabicPlace, find_places
from trigpoint.evidence.reports.arabic.speech import Clause, clauses_of, speaker_at
from trigpoint.evidence.reports.arabic.statements import Stance, find_stances
from trigpoint.evidence.reports.arabic.times import ArabicTime, find_times
from trigpoint.evidence.reports.arabic.words import Word, fold, phrase_at, read_words
from trigpoint.model import (
    UNKNOWN_TIME,
    Anchor,
    Article,
    Attribution,
    Claim,
    Count,
    CountStatus,
    Modality,
    Place,
    PlaceKind,
    Precision,
    Quote,
    SourceKind,
    TimeSpan,
    record_id,
    to_json,
    utc_day,
    whole_days,
)
from trigpoint.places.gazetteer import Gazetteer
from trigpoint.places.geodesy import distance_m

_SENTENCE = re.compile(r"(?<!\d)[.!؟?](?=[\s»”\"]|$)|\.(?=\s+[^\d\s])|[\n؛■▪•●◆]")
_SINCE = frozenset(map(fold, ("منذ", "حصيلة")))
_FROM_THEN = fold("منذ")
_COMING = re.compile("^و?س[يت][^ا]..+$")
_NOT_COMING = re.compile("^و?س(?:يط|يد|ين|يس|يل|تر|تو|تي|ته)")  # "سيطرت", "سيدة", "سيناء", "ستين"
_LEAST_QUOTE = 3  # words
_HAD = frozenset(map(fold, ("كان", "كانت", "كانا", "كانتا", "كانوا")))
_DAY_AFTER = frozenset(map(fold, ("غداة", "غداه")))
_AS_WELL, _IN, _THE_TIME = fold("كما"), fold("في"), fold("حين")
_MEANWHILE = frozenset(map(fold, ("بينما", "فيما")))
_WHICH = frozenset(map(fold, ("التي", "الذي", "اللتين", "اللذين")))  # "condemned the strike that hit X": it did hit X
_OUTCOMES = ("casualties", "damage", "killing", "destruction", "aid_delivery")  # they belong to what caused them
_AFTERWARDS, _THE_DAY = fold("بعد"), fold("اليوم")
_NEXT_DAY = frozenset(map(fold, ("التالي",)))
_DAY_COUNTS = {fold("يوم"): 1, fold("يومين"): 2, fold("أيام"): 3}
_LESS = frozenset(map(fold, ("يقل", "تقل")))
_AND, _THE = "و", ("ال", "بال", "وال", "لل")
_NEW_REACH = 5  # words between the "and" and the new happening's word
_AFTER = frozenset(map(fold, ("بعد", "عقب", "إثر")))
_CONTAINED_WORDS = 3
_FAR_M, _SEA_M = 100_000.0, 200_000.0
_FROM_HERE = ("evacuation", "aircraft_departure")
_PLUPERFECT = fold("قد")


@attrs.define
class _Scene:
    """What earlier sentences told: the time and place that a later one means without saying so."""

    when: TimeSpan = UNKNOWN_TIME
    where: Place | None = None


@attrs.frozen(kw_only=True)
class _Page:
    """One article under reading. Word numbers run over the whole article."""

    article: Article
    text: str
    words: Sequence[Word]
    times: Sequence[ArabicTime]
    places: Sequence[ArabicPlace]
    lexicon: ArabicLexicon
    extractor: str


def read_arabic(
    article: Article, text: str, lexicon: ArabicLexicon, gazetteer: Gazetteer, extractor: str
) -> list[Claim]:
    """The claims of an Arabic article, in the order of the text. `text` is the capture's whole text."""
    body = text[article.start : article.end]
    words = read_words(body)
    page = _Page(
        article=article, text=body, words=words, times=find_times(words, lexicon, article.published),
        places=find_places(body, words, lexicon, gazetteer), lexicon=lexicon, extractor=extractor,
    )  # fmt: skip
    scene, found = _Scene(), {}
    for first, last in _sentences(body, words):
        stances = [s for s in find_stances(body, words, first, last, lexicon) if not _is_there(page, s)]
        for whole in clauses_of(body, words, first, last, lexicon):
            for clause in _happenings_apart(page, whole):
                claim = _claim(page, clause, (first, last), scene, stances)
                if claim is not None:
                    found[claim.id] = claim
        for stance in stances:
            claim = _statement(page, stance, scene)
            found[claim.id] = claim
    return sorted(found.values(), key=lambda c: (c.quote.start, c.quote.end))


def _sentences(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Words [first, last) of each sentence."""
    ends = [m.end() for m in _SENTENCE.finditer(text)] + [len(text)]
    spans, at = [], 0
    for end in ends:
        first = at
        while at < len(words) and words[at].start < end:
            at += 1
        if at > first:
            spans.append((first, at))
    return spans


def _happenings_apart(page: _Page, clause: Clause) -> Iterator[Clause]:
    """ "أطلقت ... صواريخ، وأسقطت الدفاعات ... منها": a new verb after "and" or "while" tells of another happening."""
    first = clause.first
    told = find_happening(page.words, first, clause.last, page.lexicon)
    for at in range(clause.first + _LEAST_QUOTE, clause.last - _LEAST_QUOTE + 1):
        if told is None or not _begins_anew(page, at):
            continue
        head = find_happening(page.words, first, at, page.lexicon)
        new = find_happening(page.words, at, clause.last, page.lexicon)
        if head is None or new is None or new.at > at + _NEW_REACH or new.type in _OUTCOMES:
            continue
        if new.type == head.type and not _is_elsewhere(page, first, at, clause.last):
            continue
        yield attrs.evolve(clause, first=first, last=at)
        first, told = at, new
    yield attrs.evolve(clause, first=first)


def _is_elsewhere(page: _Page, first: int, at: int, last: int) -> bool:
    """Words [first, at) and [at, last) each name a place of their own."""
    one, other = (
        [p for p in page.places if a <= p.first < b and p.is_locative and _is_exact(p)]
        for a, b in ((first, at), (at, last))
    )
    return bool(one and other) and all(p.place.ref != q.place.ref for p in one for q in other)


def _begins_anew(page: _Page, at: int) -> bool:
    word, before = page.words[at], page.text[page.words[at - 1].end : page.words[at].start]
    while_ = word.folded == _IN and at + 1 < len(page.words) and page.words[at + 1].folded == _THE_TIME
    if any(c in "،,؛" for c in before):
        return (
            word.folded[0] in "وف"
            or bool(word.forms & page.lexicon.verbs.keys())
            or word.folded in _MEANWHILE
            or word.folded == _AS_WELL
            or while_
        )
    return word.folded in _MEANWHILE or while_


def _is_there(page: _Page, stance: Stance) -> bool:
    """A stance that says where is the event itself, told by who did it."""
    return any(stance.first <= p.first < stance.last and p.is_locative and _is_exact(p) for p in page.places)


def _statement(page: _Page, stance: Stance, scene: _Scene) -> Claim:
    """A claim of responsibility, a blame or a denial: no place, the day of what it speaks of."""
    own = [t.span for t in page.times if stance.first <= t.first < stance.last]
    when = own[0] if own else scene.when if scene.when is not UNKNOWN_TIME else _by_publication(page.article)
    quote = _quote(page, stance.first, stance.last)
    speaker = speaker_at(page.words, stance.first, stance.at, stance.last, page.lexicon)
    outlet = (Attribution(name=page.article.outlet, kind=SourceKind.OUTLET),) if page.article.outlet else ()
    return Claim(
        id=record_id("clm", to_json(quote), "statement", to_json(when), None),
        article=page.article.id,
        quote=quote,
        event_type="statement",
        when=when,
        where=None,
        modality=stance.modality,
        attribution=(*outlet, attrs.evolve(speaker, cue=page.words[stance.at].text)) if speaker else outlet,
        negated=stance.modality is Modality.DENIED,
        trigger=page.words[stance.at].text,
        extractor=page.extractor,
    )


def _is_ahead(when: TimeSpan, article: Article) -> bool:
    return bool(when.start and article.published and when.start.date() > article.published)


def _is_located(page: _Page, clause: Clause) -> bool:
    return any(clause.first <= p.first < clause.last and p.is_locative and _is_exact(p) for p in page.places)


def _is_hollow(page: _Page, clause: Clause, modality: Modality, counts: Sequence[Count]) -> bool:
    """ "He called the attack evil": what was told before, with no place, time or number of its own."""
    timed = any(clause.first <= t.first < clause.last for t in page.times)
    said = page.words[clause.first : clause.last]
    told = any(w.forms & page.lexicon.verbs.keys() for w in said)
    return modality is Modality.ASSERTED and not counts and not timed and not told


def _quote(page: _Page, first: int, last: int) -> Quote:
    start, end, offset = page.words[first].start, page.words[last - 1].end, page.article.start
    return Quote(capture=page.article.capture, start=start + offset, end=end + offset, text=page.text[start:end])


def _claim(
    page: _Page, clause: Clause, sentence: tuple[int, int], scene: _Scene, stances: Sequence[Stance]
) -> Claim | None:
    found = find_happening(page.words, clause.first, clause.last, page.lexicon)
    if found is None or clause.last - clause.first < _LEAST_QUOTE or _is_unsaid(page, clause, found.at):
        return None
    if any(s.first <= found.at < s.last for s in stances):
        return None
    own = attrs.evolve(clause, last=_foreground(page, clause, found.at))
    when, where = _when(page, own, clause.last, sentence, scene), _where(page, own, found, sentence, scene)
    scene.when, scene.where = when, where if where is not None and where.kind is not PlaceKind.COUNTRY else scene.where
    if not clause.is_said:
        return None
    modality, negated = _stance(page, clause, found)
    last = clause.last - 1
    while last > clause.first + _LEAST_QUOTE and page.words[last].folded in _MEANWHILE:
        last -= 1
    quote = _quote(page, clause.first, last + 1)
    dated = frozenset(k for t in page.times for k in range(t.first, t.last))
    inside = page.words[clause.first : clause.last]
    counts = find_counts(inside, page.lexicon, frozenset(k - clause.first for k in dated))
    if when is UNKNOWN_TIME:
        when = _by_publication(page.article)
    if modality is Modality.PLANNED and not _is_ahead(when, page.article):
        when = UNKNOWN_TIME
    again = (
        page.words[found.at].folded.startswith(_THE)
        and not _is_located(page, clause)
        and (found.at + 1 >= clause.last or page.words[found.at + 1].folded not in _WHICH)
    )
    if negated and clause.modality is Modality.DENIED and (again or not _is_located(page, clause)):
        found, where = attrs.evolve(found, type="statement"), None
    if again and _is_hollow(page, clause, modality, counts):
        return None
    if (
        again
        and found.type != "statement"
        and any(c.status in (CountStatus.KILLED, CountStatus.INJURED) for c in counts)
    ):
        found = attrs.evolve(found, type="casualties")  # "in the strikes": the toll of what was told before
    return Claim(
        id=record_id("clm", to_json(quote), found.type, to_json(when), to_json(where) if where else None),
        article=page.article.id,
        quote=quote,
        event_type=found.type,
        when=when,
        where=where,
        modality=modality,
        actors=(found.actor,) if found.actor else (),
        counts=counts,
        attribution=_chain(page.article, clause),
        negated=negated,
        aggregate=found.type == "casualties" and any(w.forms & _SINCE for w in inside),
        trigger=page.words[found.at].text,
        extractor=page.extractor,
    )


def _chain(article: Article, clause: Clause) -> tuple[Attribution, ...]:
    outlet = (Attribution(name=article.outlet, kind=SourceKind.OUTLET),) if article.outlet else ()
    return outlet + tuple(attrs.evolve(a, cue=clause.cue) for a in clause.chain)


def _is_coming(word: Word) -> bool:
    """ "ستجري", "سيبدأ": any verb in the future, known or not."""
    return bool(_COMING.match(word.folded)) and not _NOT_COMING.match(word.folded)


def _is_unsaid(page: _Page, clause: Clause, at: int) -> bool:
    """The clause opens with what is not known, asked for, warned of or usual: nothing happened by it."""
    opening = range(clause.first, max(at, clause.first + 1))
    said = page.words[at + 1 : min(clause.last, at + _NEW_REACH)]
    told = any(w.folded in _WHICH for w in said) and _is_placed(page, at, clause.last)
    return not told and any(phrase_at(page.words, k, page.lexicon.unsaid) for k in opening)


def _stance(page: _Page, clause: Clause, found: Happening) -> tuple[Modality, bool]:
    words, lexicon = page.words, page.lexicon
    before = range(max(clause.first, found.at - 4), found.at)
    opening = words[clause.first : min(found.at, clause.first + 2)]
    said = any(phrase_at(words, k, lexicon.planned) for k in range(clause.first, found.at))
    if said or is_future(words, found.at, lexicon) or any(map(_is_coming, opening)):
        return Modality.PLANNED, False
    if any(phrase_at(words, k, lexicon.denials) for k in range(clause.first, clause.last)):
        return Modality.DENIED, True
    denied = clause.modality is Modality.DENIED
    negated = denied or any(_negates(words, k, lexicon) for k in before)
    if clause.modality is Modality.ASSERTED and any(words[k].forms & lexicon.reported for k in before):
        return Modality.REPORTED, negated
    return clause.modality, negated


def _negates(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> bool:
    """ "لم", "دون"; not the "لا" of "ما لا يقل عن"."""
    is_least = at + 1 < len(words) and words[at + 1].folded in _LESS
    return words[at].folded.removeprefix("و") in lexicon.negations and not is_least


def _when(page: _Page, clause: Clause, told_to: int, sentence: tuple[int, int], scene: _Scene) -> TimeSpan:
    """The clause's own time, else the scene's, else its sentence's; words from the clause's end to `told_to` lie behind it."""
    own = [_to_now(page, t) for t in page.times if clause.first <= t.first < clause.last]
    if not own and scene.when is UNKNOWN_TIME:
        own = [t for t in page.times if sentence[0] <= t.first < clause.first or told_to <= t.first < sentence[1]]
    if not own and (days := _days_later(page, clause)):
        return _moved(scene.when, days)
    if not own and any(w.folded in _DAY_AFTER for w in page.words[clause.first : clause.last]):
        return _moved(scene.when, -1)
    if not own and scene.when is UNKNOWN_TIME:
        own = [t for t in page.times if t.last <= clause.first and t.span.precision is Precision.DAY][-1:]
    return min(own, key=lambda t: _length(t.span)).span if own else scene.when


def _days_later(page: _Page, clause: Clause) -> int:
    """ "بعد يومين ...", "وفي اليوم التالي ...": days after what was told before; 0 where the clause does not open so."""
    words, lexicon = page.words, page.lexicon
    for k in range(clause.first, min(clause.first + 3, clause.last - 1)):
        if words[k].folded in _NEXT_DAY and words[k - 1].folded == _THE_DAY:
            return 1
        if words[k].folded.removeprefix(_AND) != _AFTERWARDS:
            continue
        value = lexicon.numbers.get(words[k + 1].folded) or words[k + 1].number
        unit = words[k + 2 if value and k + 2 < clause.last else k + 1].folded
        if unit in _DAY_COUNTS:
            return int(value or _DAY_COUNTS[unit])
    return 0


def _moved(span: TimeSpan, days: int) -> TimeSpan:
    """A day that many days later; what is no day stays."""
    if span.start is None or span.precision is not Precision.DAY:
        return span
    day = span.start.date() + timedelta(days=days)
    return whole_days(day, precision=Precision.DAY, anchor=span.anchor, words=span.words)


def _to_now(page: _Page, time: ArabicTime) -> ArabicTime:
    """ "منذ السابع من أكتوبر": from that day to the day of publication."""
    published = page.article.published
    if not time.first or page.words[time.first - 1].folded != _FROM_THEN or published is None or not time.span.start:
        return time
    if time.span.start.date() >= published or time.span.precision is not Precision.DAY:
        return time
    span = whole_days(
        time.span.start.date(), published, precision=Precision.RANGE, anchor=time.span.anchor, words=time.span.words
    )
    return attrs.evolve(time, span=span)


def _by_publication(article: Article) -> TimeSpan:
    """What is told without a time happened before it was told, as in English."""
    if article.published is None:
        return UNKNOWN_TIME
    end = utc_day(article.published) + timedelta(days=1)
    return TimeSpan(end=end, precision=Precision.BEFORE, anchor=Anchor.DATELINE)


def _foreground(page: _Page, clause: Clause, at: int) -> int:
    """Where the clause's own telling ends: "شاحنتين كانتا قد دخلتا من العراق" goes back before it."""
    words = page.words
    for k in range(at + 1, clause.last - 1):
        if words[k].forms & _HAD and any(words[m].folded == _PLUPERFECT for m in range(k + 1, min(k + 4, clause.last))):
            return k
        is_behind = phrase_at(words, k, page.lexicon.background) or (
            words[k].folded in _AFTER and phrase_at(words, k + 1, page.lexicon.nouns)
        )
        if is_behind and _is_placed(page, clause.first, k):
            return k
    return clause.last


def _is_placed(page: _Page, first: int, last: int) -> bool:
    return any(
        first <= p.first < last and p.place.is_resolved and (p.place.radius_m or 0.0) < _FAR_M for p in page.places
    )


def _length(span: TimeSpan) -> float:
    return (span.end - span.start).total_seconds() if span.start and span.end else float("inf")


def _where(page: _Page, clause: Clause, found: Happening, sentence: tuple[int, int], scene: _Scene) -> Place | None:
    """The most exact place where something is; where something comes from only when there is no other."""
    inside = [p for p in page.places if clause.first <= p.first < clause.last]
    here = [p for p in inside if not p.is_origin]
    if found.type in _FROM_HERE:  # "أجلت السعودية 1700 شخص من بورتسودان إلى جدة": it happens where it begins
        here = [p for p in inside if p.is_origin and p.place.is_resolved] or here
    exact = [p for p in here if _is_exact(p)]
    meant = [p for p in exact if not p.is_seat or p.first == found.at + 1]
    there = [p for p in exact if p.is_locative] or meant or [p for p in here if not p.place.is_resolved]
    if there:
        return _first_told(_in_place(page, there, here), found.at, exact).place
    lands = [p for p in here if _is_land(p) and p.is_locative]
    if scene.where is not None and not (lands and lands[0].first > found.at and _abroad(lands[0].place, scene.where)):
        return scene.where
    near = [p for p in page.places if sentence[0] <= p.first < sentence[1] and p.is_locative and _is_exact(p)]
    if near and (not lands or near[0].place.country == lands[0].place.country):
        return near[0].place
    earlier = [p for p in page.places if p.last <= clause.first and _is_exact(p)]
    if earlier and not lands:
        return ([p for p in earlier if p.is_locative] or earlier)[-1].place
    others = lands or [p for p in inside if p.is_origin]
    return others[0].place if others else None


def _abroad(land: Place, scene: Place) -> bool:
    return bool(land.country and scene.country != land.country)


def _in_place(page: _Page, found: Sequence[ArabicPlace], others: Sequence[ArabicPlace]) -> Sequence[ArabicPlace]:
    """Without what lies far from the town or region named just after it: "حي الزيتون في مدينة غزة" is not in Malta."""
    return [
        p
        for p in found
        if not any(
            p.last <= q.first <= p.last + _CONTAINED_WORDS
            and q.is_locative
            and not any(_is_listed(page, k) for k in range(p.last, q.first + 1))
            and q.place.is_resolved
            and _apart(p, q)
            for q in others
        )
    ] or found


def _is_listed(page: _Page, at: int) -> bool:
    """ "وصعدة": one more of a list; "وسط دمشق" is where, not "and"."""
    word = page.words[at].folded
    return word.startswith(_AND) and word not in page.lexicon.locatives and word not in page.lexicon.place_words


def _apart(one: ArabicPlace, other: ArabicPlace) -> bool:
    a, b = one.place, other.place
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return False
    return distance_m(a.lon, a.lat, b.lon, b.lat) > _FAR_M + (a.radius_m or 0.0) + (b.radius_m or 0.0)


def _first_told(found: Sequence[ArabicPlace], at: int, exact: Sequence[ArabicPlace]) -> ArabicPlace:
    """The first place after the happening's word: Arabic goes from the small to the large and lists equals in order.

    A place that lies inside it and is much smaller is taken in its stead: "في محافظة X ... قرب Y".
    """
    ordered = sorted(found, key=lambda p: (p.first < at, p.first if p.first >= at else -p.first))
    first = ordered[0]
    if first.place.kind is PlaceKind.WATER and (first.place.radius_m or 0.0) > _SEA_M:  # a sea says little
        within = [p for p in (*ordered, *exact) if not _apart(p, first)]
        strait = min(within, key=lambda p: p.place.radius_m or 0.0)
        return next((p for p in ordered if p.place.kind is not PlaceKind.WATER), strait)
    inner = (p for p in ordered[1:] if not p.is_goal and (p.place.radius_m or 0.0) < (first.place.radius_m or 0.0) / 3)
    return (
        next((p for p in inner if not _apart(p, first)), first) if (first.place.radius_m or 0.0) > _FAR_M / 3 else first
    )


def _is_exact(found: ArabicPlace) -> bool:
    return found.place.is_resolved and not _is_land(found)


def _is_land(found: ArabicPlace) -> bool:
    return found.place.kind is PlaceKind.COUNTRY
