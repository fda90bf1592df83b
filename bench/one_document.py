"""One new document in a large case on disk: seconds of the whole step and of its stages, median and 95th percentile.

`python -m bench.one_document FOLDER [--claims LINES.jsonl] [--size 100000] [--new 200]`

The case in FOLDER/base is made once and copied for each round. Its documents are written from claims (generated ones of
`bench.linking` at towns of the shipped lists, or claim lines), five to a document of one outlet; held-out documents are then added
one by one and read by the real reader: ordinary ones as they come, coarse ones that name a month, a province or a country.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs

from bench.linking import claims as generated
from bench.table import peak_mb, show
from trigpoint import store
from trigpoint.model import Article, Claim, CountStatus, Place, Precision
from trigpoint.workflows import chain as chains
from trigpoint.workflows import keep

ROOT = Path(__file__).resolve().parents[1]
EACH = 5  # claims of a document
FILLER = 60  # words around each, so that no two documents hold one text
WORDS = (
    "people said roads near fields many houses stood while traders went home before dark and others kept their shops shut as "
    "prices rose again families waited for news of water bread fuel schools winter rain trucks engineers teachers farmers"
).split()


@attrs.frozen(kw_only=True)
class Document:
    """A text, where its claims stand in it, and what is said of it."""

    name: str
    outlet: str
    published: date
    text: str
    claims: tuple[Claim, ...]


def documents(claims: Sequence[Claim], seed: int = 7) -> list[Document]:
    """Claims of one outlet and of days that follow, `EACH` to a document."""
    rng = random.Random(seed)
    by_outlet: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.when.start is None, str(c.when.start), c.id)):
        by_outlet[claim.attribution[0].name].append(claim)
    made: list[Document] = []
    for outlet, told in sorted(by_outlet.items()):
        for start in range(0, len(told), EACH):
            made.append(_document(f"{len(made):06d}.txt", outlet, told[start : start + EACH], rng))
    return made


def _document(name: str, outlet: str, told: Sequence[Claim], rng: random.Random) -> Document:
    parts, held, at = [f"{outlet}, report {name[:-4]}\n\n"], [], 0
    at = len(parts[0])
    for claim in told:
        words = sentence(claim)
        filler = " ".join(
            rng.choice(WORDS) + ("" if rng.random() < 0.9 else str(rng.randrange(999))) for _ in range(FILLER)
        )
        quote = attrs.evolve(claim.quote, start=at, end=at + len(words), text=words)
        held.append(attrs.evolve(claim, quote=quote))
        parts.append(f"{words}\n\n{filler.capitalize()}.\n\n")
        at += len(parts[-1])
    days = [c.when.end.date() for c in told if c.when.end]
    return Document(
        name=name, outlet=outlet, published=max(days, default=date(2020, 1, 1)), text="".join(parts), claims=tuple(held)
    )


def sentence(claim: Claim) -> str:
    """The claim in plain words, for any reader of reports."""
    who = claim.actors[0] if claim.actors else ""
    what = f"{claim.event_type.replace('_', ' ').capitalize()}" + (f" by {who}" if who else "")
    target = f" hit a {claim.targets[0].removeprefix('a ')}" if claim.targets else " took place"
    where = f" in {claim.where.text}" if claim.where else ""
    dead = next((c.min for c in claim.counts if c.status is CountStatus.KILLED and c.min), 0)
    toll = f", killing {dead} people" if dead else ""
    said = f", {claim.attribution[-1].name} said" if len(claim.attribution) > 1 else ""
    return f"{what}{target}{where}{_when(claim)}{toll}{said}."


def _when(claim: Claim) -> str:
    start = claim.when.start
    if start is None:
        return ""
    if claim.when.precision is Precision.MONTH:
        return f" in {start:%B %Y}"
    return (
        f" in the week of {start.day} {start:%B %Y}"
        if claim.when.precision is Precision.WEEK
        else f" on {start.day} {start:%B %Y}"
    )


def coarse(document: Document, number: int) -> Document:
    """The same told of a month, of a province, or of a month in a country."""
    rng, told = random.Random(number), []
    for claim in document.claims[:3]:
        assert claim.when.start is not None
        month = claim.when.start.date().replace(day=1)
        after = (month + timedelta(days=32)).replace(day=1)
        when = attrs.evolve(
            claim.when, start=claim.when.start.replace(day=1, hour=0, minute=0), precision=Precision.MONTH
        )
        when = attrs.evolve(when, end=when.start.replace(year=after.year, month=after.month) if when.start else None)
        where = (
            attrs.evolve(claim.where, text=("Aleppo province", "Syria", "Idlib province")[number % 3])
            if claim.where
            else None
        )
        told.append(attrs.evolve(claim, when=when, where=claim.where if rng.random() < 0.3 else where))
    return _document(document.name.replace(".txt", "-coarse.txt"), document.outlet, told, rng)


def base_claims(size: int, lines: Path | None) -> list[Claim]:
    """Of the file, else generated at Syrian towns of the shipped list."""
    if lines is not None:
        from trigpoint.sources.claim_lines import read_claim_lines

        return [c for c in read_claim_lines(lines).claims if c.attribution]
    with (ROOT / "src/trigpoint/data/ucdp_places.csv").open(encoding="utf8", newline="") as rows:
        towns = [r for r in csv.DictReader(rows) if r["country"] == "SY" and len(r["name"]) > 4]
    random.Random(3).shuffle(towns)
    at: dict[str, dict[str, str]] = {}
    made = []
    for claim in generated(size):
        assert claim.where is not None
        town = at.setdefault(claim.where.name, towns[len(at) % len(towns)])
        made.append(attrs.evolve(claim, where=_moved(claim.where, town)))
    return made


def _moved(place: Place, town: dict[str, str]) -> Place:
    return attrs.evolve(place, text=town["name"], name=town["name"], lat=float(town["lat"]), lon=float(town["lon"]))


def given(held: Sequence[Document]) -> chains.Chain:
    """The real chain, but that these documents' claims are known."""
    by_text = {d.text: d for d in held}

    def read(pairs: Sequence[tuple[Article, str]]) -> Iterator[list[Claim]]:
        for article, text in pairs:
            document = by_text[text]
            yield [_placed(c, article, f"clm-{document.name[:6]}{n:010d}") for n, c in enumerate(document.claims)]

    return attrs.evolve(chains.report_chain(), read=read)


def _placed(claim: Claim, article: Article, id_: str) -> Claim:
    return attrs.evolve(claim, id=id_, article=article.id, quote=attrs.evolve(claim.quote, capture=article.capture))


def make_base(folder: Path, held: Sequence[Document]) -> None:
    """The case without the held-out documents, joined from scratch."""
    began = time.perf_counter()
    case = keep.init(folder)
    for document in held:
        _add(case, folder.parent, document)
    print(f"  {len(held)} documents taken in: {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    run = keep.run(case, given(held)).run
    print(f"  {run.claims} claims joined into {run.events} events: {time.perf_counter() - began:.0f} s", flush=True)


def _add(case: store.Case, folder: Path, document: Document) -> None:
    path = folder / document.name
    path.write_text(document.text, encoding="utf8")
    list(keep.add(case, [str(path)], published=document.published, outlet=document.outlet))
    path.unlink()


class Stages:
    """Seconds by stage: wraps the functions of the workflow that a step is made of."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def timed(self, real: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """The function, its time counted."""

        def counted(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return real(*given, **named)
            finally:
                self.spent[stage] += time.perf_counter() - began

        return counted

    def wrap(self, module: Any, name: str, stage: str) -> None:
        """Count the time of a function of a module."""
        setattr(module, name, self.timed(getattr(module, name), stage))


def measure(case: store.Case, new: Sequence[Document], folder: Path) -> list[dict[str, float]]:
    """Seconds of each document's step: add, then run."""
    stages, rows = Stages(), list[dict[str, float]]()
    for name, stage in (
        ("_read_articles", "read"),
        ("_join", "fuse"),
        ("load_ground", "ground"),
        ("save_ground", "save"),
        ("_join_all", "all"),
    ):
        stages.wrap(keep, name, stage)
    for name, stage in (("some_claims", "load"), ("write_run", "write")):
        stages.wrap(store, name, stage)
    stages.wrap(chains, "_copies", "copies")
    real = chains.report_chain()
    assert real.growing is not None
    growing = attrs.evolve(
        real.growing,
        relink=stages.timed(real.growing.relink, "relink"),
        near=stages.timed(real.growing.near, "origins"),
    )
    chain = attrs.evolve(real, growing=growing)
    for document in new:
        stages.spent.clear()
        began, cpu = time.perf_counter(), time.process_time()
        _add(case, folder, document)
        added = time.perf_counter() - began
        run = keep.run(case, chain).run
        whole = time.perf_counter() - began
        row = {"whole": whole, "cpu": time.process_time() - cpu, "add": added, "joined all": float(not run.parent)}
        rows.append(row | dict(stages.spent))
    return rows


def report(title: str, rows: Sequence[dict[str, float]]) -> None:
    """A row a stage; runs that joined everything are told apart."""
    grown = [r for r in rows if not r["joined all"]]
    table = []
    for stage in sorted(
        {s for r in grown for s in r} - {"joined all"}, key=lambda s: -statistics.fmean(r.get(s, 0) for r in grown)
    ):
        values = sorted(r.get(stage, 0.0) for r in grown)
        table.append(
            [stage, *(f"{v:.3f}" for v in (statistics.median(values), values[int(0.95 * len(values))], values[-1]))]
        )
    show(f"{title}: {len(grown)} documents, seconds", ["stage", "median", "p95", "most"], table)
    for r in rows:
        if r["joined all"]:
            print(f"  joined everything in {r['whole']:.1f} s")


def main() -> None:
    """Make what is missing, measure, print."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    ask.add_argument("folder", type=Path)
    ask.add_argument("--claims", type=Path)
    ask.add_argument("--size", type=int, default=100_000)
    ask.add_argument("--new", type=int, default=200)
    asked = ask.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    held = documents(base_claims(asked.size, asked.claims))
    random.Random(11).shuffle(held)
    out, base = [d for d in held[:1000] if d.claims[-1].when.start][: asked.new], held[1000:]
    if not (asked.folder / "base" / "done").exists():
        shutil.rmtree(asked.folder / "base", ignore_errors=True)
        make_base(asked.folder / "base", base)
        (asked.folder / "base" / "done").touch()
    began = time.perf_counter()
    warm_up()
    print(f"  language model, gazetteer, vocabulary: {time.perf_counter() - began:.1f} s", flush=True)
    for title, new in (("ordinary", out), ("coarse", [coarse(d, n) for n, d in enumerate(out)])):
        copy = asked.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(asked.folder / "base", copy, copy_function=_link_captures)
        report(title, measure(keep.open_case(copy), new, asked.folder))
    print(f"  peak {peak_mb()} MB")


def warm_up() -> None:
    """What a process loads once."""
    from trigpoint.workflows import tools

    tools.report_tools()
    tools.link_vocabulary()


def _link_captures(source: str, target: str) -> None:
    if "captures" in Path(source).parts:
        os.link(source, target)
    else:
        shutil.copy2(source, target)


if __name__ == "__main__":
    main()
