"""Does the compiler of written briefs know a true paraphrase from one that says another thing?

`bench/paraphrases.csv` holds, for sentences of the texts in `tests/gold`, a paraphrase that a careful author might write and
one with a wrong weapon, object, result or kind of happening. Each cites the claims that the program reads in the sentence. A
wrong one is caught when it is refused with such a code; a true one refused so is a false alarm.

    python bench/paraphrases.py [--batch 2]
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

from trigpoint.data.estimative import DEFAULT_SCALE, load_scales, load_words
from trigpoint.data.word_classes import load_word_classes
from trigpoint.fusion import fuse
from trigpoint.model import Article, Claim
from trigpoint.products.compile.check import check_brief
from trigpoint.products.compile.evidence import Archive
from trigpoint.products.compile.refusal import Refusal
from trigpoint.products.material import BriefMaterial
from trigpoint.workflows.chain import read_in_pieces
from trigpoint.workflows.clock import utc_now
from trigpoint.workflows.intake import Rejected, intakes
from trigpoint.workflows.tools import arabic, gazetteer, link_vocabulary

HERE = Path(__file__).resolve().parent
GOLD = HERE.parent / "tests" / "gold"
OURS = frozenset({"event", "object", "weapon", "outcome"})


def read_rows(of: str) -> list[dict[str, str]]:
    """The rows of a batch, "" for all."""
    with (HERE / "paraphrases.csv").open(encoding="utf8", newline="") as held:
        return [row for row in csv.DictReader(held) if of in ("", row["batch"])]


def text_path(name: str) -> Path:
    """`a-en/01.txt` lies with the other hands."""
    return GOLD / name if name.startswith("held_out") else GOLD / "other_hands" / name


def read_claims(name: str) -> tuple[list[Article], list[Claim], str]:
    """What the program reads in a text."""
    for _, item in intakes([str(text_path(name))], now=utc_now):
        if not isinstance(item, Rejected):
            articles = list(item.articles)
            found = [c for mine in read_in_pieces([(a, item.text) for a in articles]) for c in mine]
            return articles, found, item.text
    return [], [], ""


def refused(sentence: str, claims: list[Claim], archive: Archive) -> list[Refusal]:
    """What a brief of this sentence alone is refused for."""
    cites = "; ".join(f"@{c.id}" for c in claims)
    text = f"---\ntitle: t\nauthor: a\n---\n\n{sentence} [{cites}].\n"
    _, found = check_brief(
        text, archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE, vocabulary=link_vocabulary(),
        gazetteer=gazetteer().gazetteer, arabic=arabic(), classes=load_word_classes(),
    )  # fmt: skip
    return [r for r in found if r.is_fault]


def is_ours(found: Refusal) -> bool:
    """Of one of the four codes, or for saying what the evidence gives nothing of."""
    return found.code in OURS or (found.code == "not-carried" and "does not say" in found.says)


def main() -> None:
    """Print each miss, then the rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", default="", help="0: written first; 1 and 2: at first sight of the rules")
    rows = read_rows(parser.parse_args().batch)
    tried, caught, alarms, unread = Counter[str](), Counter[str](), 0, 0
    for name in dict.fromkeys(row["text"] for row in rows):
        articles, claims, text = read_claims(name)
        held = {c.id: c for c in claims}
        material = BriefMaterial(
            title="t", made=utc_now(), events=tuple(fuse(claims, {a.id: a for a in articles})), claims=held,
            articles={a.id: a for a in articles}, captures={},
        )  # fmt: skip
        archive = Archive(material=material)
        for row in (r for r in rows if r["text"] == name):
            at = text.find(row["quote"])
            cited = [c for c in claims if at >= 0 and c.quote.start < at + len(row["quote"]) and at < c.quote.end]
            if not cited:
                unread += 1
                print(f"not read: {name}: {row['quote']}")
                continue
            wrongly = [r for r in refused(row["true"], cited, archive) if is_ours(r)]
            alarms += bool(wrongly)
            for r in wrongly:
                print(f"false alarm: {row['true']}: {r.code}: {r.says}")
            tried[row["code"]] += 1
            is_caught = any(is_ours(r) for r in refused(row["wrong"], cited, archive))
            caught[row["code"]] += is_caught
            if not is_caught:
                print(f"let through: {row['wrong']} ({row['code']}); evidence: {' '.join(cited[0].quote.text.split())}")
    total = sum(tried.values())
    print(f"\n{total} pairs, {unread} of sentences in which no claim is read; false alarms {alarms}")
    for code in sorted(tried):
        print(f"| {code} | {tried[code]} | {caught[code] / tried[code]:.2f} |")
    print(f"| all | {total} | {sum(caught.values()) / max(total, 1):.2f} |")


if __name__ == "__main__":
    main()
