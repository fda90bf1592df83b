"""How many wrong sentences the compiler of written briefs lets through, and how many right ones it refuses.

Drafts of every template are filled from a case (they must be set without refusal), then one thing at a time is made wrong in each
sentence, and the brief is compiled again. A mutation counts as caught when the file is refused on that line.

    python bench/written_briefs.py --case DIR [--most 40]
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from trigpoint.data.estimative import DEFAULT_SCALE, load_scales, load_words
from trigpoint.data.word_classes import load_word_classes
from trigpoint.model import PlaceKind, utc_day
from trigpoint.products.compile.check import check_brief
from trigpoint.products.compile.evidence import Archive
from trigpoint.products.drafts.phrases import DraftMaterial, escaped
from trigpoint.products.drafts.templates import TEMPLATES
from trigpoint.workflows import keep, write
from trigpoint.workflows.archive import case_archive
from trigpoint.workflows.tools import arabic, gazetteer, link_vocabulary

Mutation = Callable[[str, Archive], str]


def without_citation(line: str, _: Archive) -> str:
    """The first citation taken out."""
    return re.sub(r" ?\[@[^\]]*\]", "", line, count=1)


def other_id(line: str, _: Archive) -> str:
    """A digit of an id changed."""
    return re.sub(r"@(\w{3}-)(\w)", lambda m: f"@{m[1]}{'0' if m[2] != '0' else '1'}", line, count=1)


def uncited_beside(line: str, _: Archive) -> str:
    """A second sentence without evidence."""
    return line + " The site burnt for days."


def no_attribution(line: str, _: Archive) -> str:
    """Who says so taken out: stated as fact."""
    return re.sub(r": told by [^\[]*", " took place ", line, count=1)


def later_day(line: str, _: Archive) -> str:
    """Another day (the first of a range: a range may only be told more coarsely than a report's)."""
    return re.sub(
        r"\b(\d{1,2})( (?:to \d{1,2} )?(?:[A-Z][a-z]+) \d{4})",
        lambda m: f"{(int(m[1]) + 12) % 28 + 1}{m[2]}",
        line,
        count=1,
    )


def sharper_date(line: str, _: Archive) -> str:
    """A month told as a day."""
    return re.sub(
        r"(?<![\d] )\b((?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})",
        r"17 \1",
        line,
        count=1,
    )


def smaller_radius(line: str, _: Archive) -> str:
    """A place known better than it is."""
    return re.sub(r"\(±\s*[\d.,]+\s*k?m\)", "(± 5 m)", line, count=1)


def no_radius(line: str, _: Archive) -> str:
    """A place without its precision."""
    return re.sub(r" \(±\s*[\d.,]+\s*k?m\)", "", line, count=1)


def other_speaker(line: str, archive: Archive) -> str:
    """Words put into the mouth of a source that is not cited."""
    cited = set(re.findall(r"@(\w{3}-\w+)", line))
    inside = {o.name for e in archive.material.events if e.id in cited for o in e.origins}
    outside = sorted({o.name for e in archive.material.events for o in e.origins} - inside, key=lambda n: (-len(n), n))
    return re.sub(r": told by [^\[]*", f", {outside[0]} said ", line, count=1) if outside else line


def surer_word(line: str, _: Archive) -> str:
    """A likelihood that nothing bears."""
    return re.sub(
        r"is (?:almost certain|very likely|likely|roughly even chance)\b", "is almost no chance", line, count=1
    )


def foreign_word(line: str, _: Archive) -> str:
    """A word of another scale."""
    return re.sub(
        r"is (?:almost certain|very likely|likely|roughly even chance)\b", "is virtually certain", line, count=1
    )


def not_simulated(line: str, _: Archive) -> str:
    """SIMULATED taken out."""
    return line.replace("SIMULATED ", "", 1)


def invented_toll(line: str, _: Archive) -> str:
    """A number of dead that nobody gives."""
    return re.sub(r" \[@", " and 4,711 people were killed [@", line, count=1)


def invented_quote(line: str, _: Archive) -> str:
    """Words that nobody said."""
    return re.sub(r" \[@", ", “an entirely invented sentence”, it said [@", line, count=1)


def other_place(line: str, archive: Archive) -> str:
    """Another place of the case, far from this one, with a wide radius."""
    cited = set(re.findall(r"@(\w{3}-\w+)", line))
    here = next((e.where for e in archive.material.events if e.id in cited and e.where and e.where.is_resolved), None)
    found = re.search(r"([A-Z][\w' -]+) \(±", line)
    if here is None or found is None or here.lon is None or here.lat is None:
        return line
    far = [
        e.where
        for e in archive.material.events
        if e.where
        and e.where.kind in (PlaceKind.SITE, PlaceKind.SETTLEMENT)
        and e.where.lon is not None
        and e.where.lat is not None
        and abs(e.where.lat - here.lat) + abs(e.where.lon - here.lon) > 2
    ]
    names = sorted({p.name for p in far})
    return line.replace(found[1], names[len(line) % len(names)], 1) if names else line


def unlisted_place(line: str, _: Archive) -> str:
    """A town that the case does not know."""
    return re.sub(r" \[@", " in Reykjavik [@", line, count=1)


def other_party(line: str, _: Archive) -> str:
    """A belligerent that nothing cited names."""
    return re.sub(r" \[@", ", a strike by Myanmar forces and the RSF [@", line, count=1)


def other_year(line: str, _: Archive) -> str:
    """Every year three earlier."""
    return re.sub(r"\b(20[0-2]\d)\b(?![^\[]*\])", lambda m: str(int(m[1]) - 3), line)


MUTATIONS: tuple[Mutation, ...] = (
    without_citation, other_id, uncited_beside, no_attribution, later_day, sharper_date, smaller_radius, no_radius, other_speaker,
    surer_word, foreign_word, not_simulated, invented_toll, invented_quote, other_place, unlisted_place, other_party, other_year,
)  # fmt: skip

CARRIED = frozenset(
    {"count", "date", "place", "party", "happened", "not-carried", "event", "object", "weapon", "outcome"}
)


def own_words(archive: Archive) -> None:
    """Every claim's own sentence, cited to it: what is refused as not carried is refused wrongly, or is a denial told as done."""
    claims = list(archive.material.claims.values())
    lines = [f"- {escaped(' '.join(c.quote.text.split()))} [@{c.id}]" for c in claims]
    _, found = check_brief(
        "\n".join(["---", "title: t", "author: a", "---", "", *lines]) + "\n", archive, scales=load_scales(), words=load_words(),
        default=DEFAULT_SCALE, vocabulary=link_vocabulary(), gazetteer=gazetteer().gazetteer, arabic=arabic(),
        classes=load_word_classes(),
    )  # fmt: skip
    new = [
        r for r in found if r.is_fault and r.code in CARRIED and (r.says.startswith(("says", "names", "has", "tells")))
    ]
    told = Counter(r.code for r in new)
    print(
        f"{len(claims)} sentences of the case's own articles: {len({r.line for r in new})} refused as not carried, {dict(told)}"
    )


def faults(text: str, archive: Archive) -> set[int]:
    """Lines the text is refused on."""
    _, found = check_brief(
        text,
        archive,
        scales=load_scales(),
        words=load_words(),
        default=DEFAULT_SCALE,
        vocabulary=link_vocabulary(),
        gazetteer=gazetteer().gazetteer,
        arabic=arabic(),
        classes=load_word_classes(),
    )
    return {r.line for r in found if r.is_fault}


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", type=Path, required=True)
    parser.add_argument("--most", type=int, default=40, help="lines of a draft that are made wrong")
    given = parser.parse_args()
    case = keep.open_case(given.case)
    archive = case_archive(case, write.last_run(case))
    last = max((a.published for a in archive.material.articles.values() if a.published), default=date.min)
    own_words(archive)
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for template, fill in TEMPLATES.items():
        day = utc_day(last) if template == "daily-digest" else None
        text = fill(DraftMaterial(material=archive.material, scale=load_scales()[DEFAULT_SCALE], day=day))
        print(f"{template}: {text.count('[@')} citations, refused on {len(faults(text, archive))} lines as drafted")
        lines = text.split("\n")
        cited = [n for n, line in enumerate(lines) if "[@" in line][: given.most]
        for mutate in MUTATIONS:
            for n in cited:
                wrong = mutate(lines[n], archive)
                if wrong == lines[n]:
                    continue
                tried[mutate.__name__] += 1
                caught[mutate.__name__] += n + 1 in faults("\n".join([*lines[:n], wrong, *lines[n + 1 :]]), archive)
    print("\n| made wrong | tried | refused |\n|---|---|---|")
    for mutate in MUTATIONS:
        name = mutate.__name__
        if tried[name]:
            print(
                f"| {(mutate.__doc__ or name).rstrip('.').lower()} | {tried[name]} | {caught[name] / tried[name]:.3f} |"
            )


if __name__ == "__main__":
    main()
