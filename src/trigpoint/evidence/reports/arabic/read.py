"""One Arabic article to its claims. The quote stays Arabic; type, place, time and parties come out as in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from trigpoint.evidence.reports.arabic.happenings import Happening, find_happening, is_future
from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.numbers import find_counts
from trigpoint.evidence.reports.arabic.page import Page, Scene
from trigpoint.evidence.reports.arabic.places import find_places
from trigpoint.evidence.reports.arabic.speech import Clause, clauses_of, speaker_at
from trigpoint.evidence.reports.arabic.statements import Stance, find_stances
from trigpoint.evidence.reports.arabic.sure import is_calm, is_withheld
from trigpoint.evidence.reports.arabic.times import find_times
from trigpoint.evidence.reports.arabic.when import by_publication, is_ahead, time_of
from trigpoint.evidence.reports.arabic.where import is_exact, is_placed, place_of
from trigpoint.evidence.reports.arabic.words import Word, fold, phrase_at, read_words
from trigpoint.model import (
    UNKNOWN_TIME,
    Article,
    Attribution,
    Claim,
    Count,
    CountStatus,
    Modality,
    PlaceKind,
    Quote,
    SourceKind,
    record_id,
    to_json,
)
from trigpoint.places.gazetteer import Gazetteer

_SENTENCE = re.compile(r"(?<!\d)[.!؟?](?=[\s»”\"]|$)|\.(?=\s+[^\d\s])|[\n؛■▪•●◆]")
_SINCE = frozenset(map(fold, ("منذ", "حصيلة")))
_COMING = re.compile("^و?س[يت][^ا]..+$")
_NOT_COMING = re.compile("^و?س(?:يط|يد|ين|يس|يل|تر|تو|تي|ته)")  # "سيطرت", "سيدة", "سيناء", "ستين"
_LEAST_QUOTE = 3  # words
_FRESH_DAYS = 10
_HAD = frozenset(map(fold, ("كان", "كانت", "كانا", "كانتا", "كانوا")))
_AS_WELL, _IN, _THE_TIME = fold("كما"), fold("في"), fold("حين")
_MEANWHILE = frozenset(map(fold, ("بينما", "فيما")))
_WHICH = frozenset(map(fold, ("التي", "الذي", "اللتين", "اللذين")))  # "condemned the strike that hit X": it did hit X
_OUTCOMES = ("casualties", "damage", "killing", "destruction", "aid_delivery")  # they belong to what caused them
_LESS = frozenset(map(fold, ("يقل", "تقل")))
_AND, _THE = "و", ("ال", "بال", "وال", "لل")
_NEW_REACH = 5  # words between the "and" and the new happening's word
_AFTER = frozenset(map(fold, ("بعد", "عقب", "إثر")))
_THEN = frozenset(map(fold, "بعدها حينها آنذاك يومها وقتها عندها ذاته نفسه".split()))
_AND_IN = frozenset(map(fold, ("وفي", "وعلى", "وقرب", "وشمال", "وجنوب", "وشرق", "وغرب")))
_OF_IT = ("ها", "هم", "هما")
_TURNS = frozenset(map(fold, ("قبل", "بعد")))  # "قبل الهجوم بيوم كانت ..." goes on to its own telling
_ACCUSING = ("اتهم", "تتهم", "يتهم")
_PLUPERFECT = fold("قد")


def read_arabic(
    article: Article, text: str, lexicon: ArabicLexicon, gazetteer: Gazetteer, extractor: str
) -> list[Claim]:
    """The claims of an Arabic article, in the order of the text. `text` is the capture's whole text."""
    body = text[article.start : article.end]
    words = read_words(body)
    page = Page(
        article=article, text=body, words=words, times=find_times(words, lexicon, article.published),
        places=find_places(body, words, lexicon, gazetteer), lexicon=lexicon, extractor=extractor, is_calm=is_calm(words, lexicon),
    )  # fmt: skip
    scene, found = Scene(), {}
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


def _happenings_apart(page: Page, clause: Clause) -> Iterator[Clause]:
    """ "أطلقت ... صواريخ، وأسقطت الدفاعات ... منها": a new verb after "and" or "while" tells of another happening."""
    first = clause.first
    told = find_happening(page.words, first, clause.last, page.lexicon)
    for at in range(clause.first + _LEAST_QUOTE, clause.last - _LEAST_QUOTE + 1):
        if told is None or not _begins_anew(page, at):
            continue
        head = find_happening(page.words, first, at, page.lexicon)
        new = find_happening(page.words, at, clause.last, page.lexicon)
        if head is not None and new is not None and _opens_elsewhere(page, first, at):
            yield attrs.evolve(clause, first=first, last=at)
            first, told = at, new
            continue
        if head is None or new is None or new.at > at + _NEW_REACH or new.type in _OUTCOMES:
            continue
        if new.type == head.type and not _is_elsewhere(page, first, at, clause.last):
            continue
        if head.type in _OUTCOMES and new.at > at and not _is_meanwhile(page, at):
            continue  # "killed were five, and hurt were ten, in a strike on X": one happening
        yield attrs.evolve(clause, first=first, last=at)
        first, told = at, new
    yield attrs.evolve(clause, first=first)


def _opens_elsewhere(page: Page, first: int, at: int) -> bool:
    """ "في كركوك قُتل خمسة، وفي الحويجة ...": a place right after "and in", and another one told before it."""
    opens = page.words[at].folded in _AND_IN
    here = [p for p in page.places if first <= p.first < at and p.is_locative and is_exact(p)]
    there = [p for p in page.places if at < p.first <= at + 2 and is_exact(p)]
    return opens and bool(here and there) and all(p.place.ref != q.place.ref for p in here for q in there)


def _is_meanwhile(page: Page, at: int) -> bool:
    return page.words[at].folded in _MEANWHILE or page.words[at + 1].folded == _THE_TIME


def _is_elsewhere(page: Page, first: int, at: int, last: int) -> bool:
    """Words [first, at) and [at, last) each name a place of their own."""
    one, other = (
        [p for p in page.places if a <= p.first < b and p.is_locative and is_exact(p)]
        for a, b in ((first, at), (at, last))
    )
    return bool(one and other) and all(p.place.ref != q.place.ref for p in one for q in other)


def _begins_anew(page: Page, at: int) -> bool:
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


def _is_there(page: Page, stance: Stance) -> bool:
    """A stance that says where is the event itself, told by who did it."""
    return any(stance.first <= p.first < stance.last and p.is_locative and is_exact(p) for p in page.places)


def _statement(page: Page, stance: Stance, scene: Scene) -> Claim:
    """A claim of responsibility, a blame or a denial: no place, the day of what it speaks of."""
    own = [t.span for t in page.times if stance.first <= t.first < stance.last]
    when = own[0] if own else scene.when if _is_fresh(page, stance, scene) else by_publication(page.article)
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


def _is_fresh(page: Page, stance: Stance, scene: Scene) -> bool:
    """Told in the past of something that happened days ago: said soon after it. Else said by the day of publication."""
    published, start = page.article.published, scene.when.start
    now = page.words[stance.at].folded.removeprefix(_AND)[:1] in "يت" and page.words[stance.at].folded[-1] == "ي"
    return bool(start and not now and (published is None or (published - start.date()).days <= _FRESH_DAYS))


def _is_located(page: Page, clause: Clause) -> bool:
    return any(clause.first <= p.first < clause.last and p.is_locative and is_exact(p) for p in page.places)


def _is_hollow(page: Page, clause: Clause, modality: Modality, counts: Sequence[Count]) -> bool:
    """ "He called the attack evil": what was told before, with no place, time or number of its own."""
    timed = any(clause.first <= t.first < clause.last for t in page.times)
    said = page.words[clause.first : clause.last]
    told = any(w.forms & page.lexicon.verbs.keys() for w in said)
    return modality is Modality.ASSERTED and not counts and not timed and not told


def _quote(page: Page, first: int, last: int) -> Quote:
    start, end, offset = page.words[first].start, page.words[last - 1].end, page.article.start
    return Quote(capture=page.article.capture, start=start + offset, end=end + offset, text=page.text[start:end])


def _claim(
    page: Page, clause: Clause, sentence: tuple[int, int], scene: Scene, stances: Sequence[Stance]
) -> Claim | None:
    found = find_happening(page.words, clause.first, clause.last, page.lexicon)
    if found is None or clause.last - clause.first < _LEAST_QUOTE or _is_unsaid(page, clause, found.at):
        return None
    if any(s.first <= found.at < s.last for s in stances):
        return None
    if scene.aside is not None and any(w.forms & _THEN for w in page.words[clause.first : clause.first + 3]):
        scene.when, scene.where = scene.aside
    own = attrs.evolve(clause, last=_foreground(page, clause, found.at))
    when, where = (
        time_of(page, own, found.at, clause.last, sentence, scene),
        place_of(page, own, found, sentence, scene),
    )
    if _looks_back(page, clause, found.at):
        scene.aside = when, where
    else:
        scene.aside = None
        scene.when = when
        scene.where = where if where is not None and where.kind is not PlaceKind.COUNTRY else scene.where
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
        when = by_publication(page.article)
    if modality is Modality.PLANNED and not is_ahead(when, page.article):
        when = UNKNOWN_TIME
    again = (
        (page.words[found.at].folded.startswith(_THE) or _is_of_it(page, found.at))
        and not _is_located(page, clause)
        and (found.at + 1 >= clause.last or page.words[found.at + 1].folded not in _WHICH)
    )
    blames = clause.modality is Modality.ALLEGED and fold(clause.cue).removeprefix(_AND).startswith(_ACCUSING)
    if blames and not _is_located(page, clause):
        found, where = attrs.evolve(found, type="statement"), None
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
    claim = Claim(
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
    return None if is_withheld(page, clause, claim, is_told_again=again) else claim


def _chain(article: Article, clause: Clause) -> tuple[Attribution, ...]:
    outlet = (Attribution(name=article.outlet, kind=SourceKind.OUTLET),) if article.outlet else ()
    return outlet + tuple(attrs.evolve(a, cue=clause.cue) for a in clause.chain)


def _is_coming(word: Word) -> bool:
    """ "ستجري", "سيبدأ": any verb in the future, known or not."""
    return bool(_COMING.match(word.folded)) and not _NOT_COMING.match(word.folded)


def _is_of_it(page: Page, at: int) -> bool:
    """ "احتجازها", "مقتله": the noun of a deed with whom it befell, told before."""
    word = page.words[at]
    return word.folded.endswith(_OF_IT) and not phrase_at(
        [word], 0, {word.folded: page.lexicon.nouns.get(word.folded, [])}
    )


def _looks_back(page: Page, clause: Clause, at: int) -> bool:
    """ "وكانت غارة قد قتلت ...": told of before; the next sentence goes on from where the text was."""
    words = page.words
    had = any(w.folded.removeprefix(_AND) in _HAD for w in words[clause.first : at + 1])
    return had and any(w.folded == _PLUPERFECT for w in words[clause.first : min(clause.last, at + 3)])


def _is_unsaid(page: Page, clause: Clause, at: int) -> bool:
    """The clause opens with what is not known, asked for, warned of or usual: nothing happened by it."""
    opening = range(clause.first, max(at, clause.first + 1))
    said = page.words[at + 1 : min(clause.last, at + _NEW_REACH)]
    told = any(w.folded in _WHICH for w in said) and is_placed(page, at, clause.last)
    return not told and any(phrase_at(page.words, k, page.lexicon.unsaid) for k in opening)


def _stance(page: Page, clause: Clause, found: Happening) -> tuple[Modality, bool]:
    words, lexicon = page.words, page.lexicon
    before = range(max(clause.first, found.at - 4), found.at)
    named = {k for p in page.places for k in range(p.first, p.last)}  # "سيئون" is no verb of the future
    opening = [words[k] for k in range(clause.first, min(found.at, clause.first + 2)) if k not in named]
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


def _foreground(page: Page, clause: Clause, at: int) -> int:
    """Where the clause's own telling ends: "شاحنتين كانتا قد دخلتا من العراق" goes back before it."""
    words = page.words
    opens_before = words[clause.first].folded.removeprefix(_AND) in _TURNS
    for k in range(at + 1, clause.last - 1):
        if (
            not opens_before
            and words[k].forms & _HAD
            and any(words[m].folded == _PLUPERFECT for m in range(k + 1, min(k + 4, clause.last)))
        ):
            return k
        is_behind = phrase_at(words, k, page.lexicon.background) or (
            words[k].folded in _AFTER and phrase_at(words, k + 1, page.lexicon.nouns)
        )
        if is_behind and is_placed(page, clause.first, k):
            return k
    return clause.last
